"""A module is read in one sitting, a function at one glance."""

from tests.house.program import ALONE, EVERYTHING, PRODUCT, functions, modules, place

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
# A migration is a list of tables, written out once and never changed: there is nothing to understand by splitting it.
WRITTEN_OUT = "notifier/store/migrations/versions/"


def test_no_module_is_too_long_to_read_at_once() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*EVERYTHING)}
    too_long = {where: lines for where, lines in lengths.items() if lines > LONGEST_MODULE and not is_exempt(where)}
    assert not too_long


def test_no_function_is_too_long_to_see_at_once() -> None:
    too_long = [
        f"{place(path, node)} {node.name}: {length} lines"
        for path in modules(*EVERYTHING)
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION and not is_exempt(place(path))
    ]
    assert not too_long


def test_most_functions_are_short() -> None:
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for path in modules(*PRODUCT) for node in functions(path))
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[len(lengths) * 9 // 10] <= 30


def is_exempt(where: str) -> bool:
    return where.startswith((WRITTEN_OUT, ALONE))
