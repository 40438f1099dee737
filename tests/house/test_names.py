"""One word for one thing, and files named for what they know."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house.program import ALONE, EVERYTHING, PRODUCT, ROOT, definitions, modules, place, tree

# Where anything could go, nothing is found again.
SHAPELESS = {"common", "helper", "helpers", "lib", "misc", "tools", "util", "utils"}
# The words that the project does not use, and what it says instead.
UNUSED = {
    "user": "patient or staff",
    "recipient": "patient",
    "optout": "the choice or the code that is meant",
    "opt_out": "the choice or the code that is meant",
    "consent": "the choice or the code that is meant",
    "brake": "circuit breaker",
    "cascade": "routing",
    "bell": "wake",
    "doorbell": "queue, or wake",
    "dispatcher": "sender",
    "lettering": "letters",
    "plate": "template",
    "shelf": "cache",
    "specimen": "sample message",
    "turnstile": "rate limiter",
}
# Names that use such a word all the same, each with its reason.
KEPT = {
    "smtp_user": "what mail servers call it, and whoever looks for the setting",
    "smtp_bounce_imap_user": "the same, of the mailbox",
    "EXPRESS_CONSENT": "the code of that name on a record",
    "CONSENTS": "the codes of that name in a sample list",
    "consent": "the column of that name in a list export",
    "_login_user": "where Flask-Login keeps who reads a page",
}
# Names that stand twice on purpose, each with its reason.
TWICE = {
    "views": "what a part of the web shows, in a file of this name in each part",
    "provider": "what sends, in the folder of each company, and of print runs",
    "webhooks": "what reads a company's calls, in the folder of each",
    "codes": "what a company's codes mean, in the folder of each",
    "main": "what a program that is started from a shell begins with",
}
# Alembic loads migrations by path, and every one has the same two functions.
NUMBERED = "notifier/store/migrations/"


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


@pytest.mark.parametrize("kind", [ast.ClassDef, ast.FunctionDef])
def test_no_public_name_stands_for_two_things(kind: type[ast.ClassDef] | type[ast.FunctionDef]) -> None:
    """Whoever searches for a class or a function of ours by its name finds one."""
    places = defaultdict(list)
    for path in named_modules():
        for node in tree(path).body:
            if isinstance(node, kind) and not node.name.startswith("_"):
                places[node.name].append(place(path, node))
    assert not twice(places)


def test_no_module_name_stands_for_two_things() -> None:
    """A folder and the file of the same name in it are one thing: the file is what the folder is about."""
    places = defaultdict(list)
    for path in named_modules():
        is_package = path.stem == "__init__"
        name = path.parent.name if is_package else path.stem
        if is_package or path.parent.name != name:
            places[name].append(place(path))
    assert not twice(places)


def test_each_name_that_may_stand_twice_does() -> None:
    """A reason that nobody needs any more is taken off the list."""
    names: list[str] = []
    for path in named_modules():
        names.append(path.stem)
        names += [node.name for node in tree(path).body if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
    assert not {name for name in TWICE if names.count(name) < 2}


def named_modules() -> list[Path]:
    return [path for path in modules(*PRODUCT) if not place(path).startswith((NUMBERED, ALONE))]


def twice(places: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: found for name, found in places.items() if len(found) > 1 and name not in TWICE}


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


# Where a company's name may stand: in its own folder, and in the sandbox, which by its nature imitates each.
COMPANIES = re.compile("twilio|sendgrid", re.I)
COMPANIES_AT_HOME = ("notifier/providers/twilio_sms/", "notifier/providers/sendgrid_email/", "web/sandbox/")


def test_no_company_is_named_outside_its_own_folder() -> None:
    """A provider is a plug-in: code, comments and templates know of none, so that another can take its place."""
    written = [
        path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".jinja", ".toml", ".txt"}
    ]
    found = [
        place(path) for path in (*modules(*PRODUCT), *written) if COMPANIES.search(path.read_text(encoding="utf-8"))
    ]
    assert any(path.startswith(COMPANIES_AT_HOME) for path in found), "the search finds what there is"
    assert not [path for path in found if not path.startswith(COMPANIES_AT_HOME)]
