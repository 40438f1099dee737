"""Tests stand where what they test stands: the product's folders again, and each module's tests named for it."""

from pathlib import Path

import pytest

from tests.house.program import ROOT, modules

MIRRORS = ("notifier", "web")
# Tests that go through more than one module, by how their names begin; each with its reason.
ACROSS = {
    "notifier/cli/test_broken_machine": "every command of the surface, in an installation that is broken",
    "notifier/delivery/test_brought_channel": "a stranger's channel, through planning, limits, sending and receipts",
    "notifier/messages/test_letter_texts": "what the words in templates/messages say, which are no module",
    "notifier/outcomes/test_as_of": "a campaign of weeks, whose past days are concluded again, through every module",
    "notifier/patients/list_import/test_cases": "lists that once came out wrong, through every module",
    "notifier/patients/list_import/test_shapes": "shapes of lists from the wild, through every module",
    "notifier/patients/list_import/test_truth": "whole exports against their truth files, through every module",
    "notifier/patients/test_generated_lives": "the lives of a whole practice, from its lists to what follows",
    "notifier/print_runs/test_printer_checks": "a print run as a printer checks it, with none of our own code",
    "notifier/print_runs/test_sheets": "what comes out of a printer that prints on both sides, whatever was bound",
    "notifier/providers/test_contract": "what every provider keeps to, whatever modules it has",
    "notifier/providers/test_sendgrid_": "the modules of the folder sendgrid_email",
    "notifier/providers/test_smtp_": "the modules of the folder smtp_email",
    "notifier/providers/test_twilio_": "the modules of the folder twilio_sms",
    "web/api/test_fuzzing": "calls that are made up from the document, through every module",
    "web/patient/test_browser_": "pages with a real browser, through every module",
    "web/staff/test_browser_": "pages with a real browser, through every module",
    "web/staff/test_paper_pages": "return, hand-out and posting pages, between which one letter goes",
}


def test_each_folder_of_tests_is_a_folder_of_the_product() -> None:
    strays = [folder for folder in folders() if not (ROOT / folder / "__init__.py").exists()]
    assert not strays


@pytest.mark.parametrize("folder", ["notifier/contacts", "notifier/delivery/limits", "web/staff"])
def test_the_folders_are_really_looked_at(folder: str) -> None:
    assert folder in folders()


def test_each_module_of_tests_is_named_for_a_module_of_the_product() -> None:
    strays = [place for place in modules_of_tests() if not is_named_for_a_module(place) and not across(place)]
    assert not strays, "name it for the module that it tests, or say in ACROSS why it has none"


def test_each_exception_is_still_one() -> None:
    kept = [begin for begin in ACROSS if not [place for place in modules_of_tests() if place.startswith(begin)]]
    needless = [place for place in modules_of_tests() if across(place) and is_named_for_a_module(place)]
    assert not kept + needless


def folders() -> set[str]:
    """The folders of tests that stand for one of the product, as `notifier/contacts`."""
    return {Path(place).parent.as_posix() for place in modules_of_tests()}


def modules_of_tests() -> list[str]:
    """The modules of tests of the product's folders, as `notifier/contacts/test_phone`."""
    found = (path.relative_to(ROOT / "tests").with_suffix("").as_posix() for path in modules("tests"))
    return [place for place in found if place.startswith(MIRRORS) and Path(place).name.startswith("test_")]


def is_named_for_a_module(place: str) -> bool:
    """Whether a file or a folder beside it in the product begins its name: `test_views_hostile` is about `views`."""
    tested, name = ROOT / Path(place).parent, Path(place).name.removeprefix("test_")
    there = {path.stem for path in tested.iterdir() if path.suffix == ".py" or path.is_dir()}
    return any(name == module or name.startswith(f"{module}_") for module in there - {"__init__", "__main__"})


def across(place: str) -> bool:
    return place.startswith(tuple(ACROSS))
