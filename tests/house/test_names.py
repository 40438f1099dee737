"""One word for one thing, and files named for what they know."""

import ast
import re

from tests.house.program import EVERYTHING, PRODUCT, definitions, modules, place, tree

# Where anything could go, nothing is found again.
SHAPELESS = {"common", "helper", "helpers", "lib", "misc", "tools", "util", "utils"}
# The words that the project does not use, and what it says instead.
UNUSED = {
    "user": "patient or staff",
    "recipient": "patient",
    "optout": "the choice or the code that is meant",
    "opt_out": "the choice or the code that is meant",
    "consent": "the choice or the code that is meant",
}
# Names that use such a word all the same, each with its reason.
KEPT = {
    "EXPRESS_CONSENT": "the code of that name on a record",
    "CONSENTS": "the codes of that name in a sample list",
    "consent": "the column of that name in a list export",
}


def test_no_module_is_named_for_nothing() -> None:
    shapeless = [
        place(path) for path in modules(*EVERYTHING) if path.stem in SHAPELESS or path.parent.name in SHAPELESS
    ]
    assert not shapeless


def test_no_class_is_a_manager() -> None:
    classes = (
        (path, node) for path in modules(*EVERYTHING) for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    )
    managers = [
        f"{place(path, node)} {node.name}" for path, node in classes if node.name.endswith(("Manager", "Helper"))
    ]
    assert not managers


def test_no_name_uses_a_word_that_has_a_better_one() -> None:
    found = [
        f"{defined.place} {defined.name}: say {instead}"
        for path in modules(*PRODUCT)
        for defined in definitions(path)
        for word, instead in UNUSED.items()
        if defined.name not in KEPT and re.search(rf"(^|_){word}s?(_|$)", snake(defined.name))
    ]
    assert not found


def test_a_status_has_its_noun() -> None:
    statuses = [
        f"{defined.place}" for path in modules(*PRODUCT) for defined in definitions(path) if defined.name == "Status"
    ]
    assert not statuses


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
