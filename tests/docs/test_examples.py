"""What the pages tell people to type works, and prints what they say."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.docs.examples import Example, beginning, examples, fits, pages
from tests.house.program import ROOT
from tests.journeys.driver import MANAGER, Practice

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WITH_EXAMPLES = [path for path in pages() if examples(path)]


def an_empty_folder(practice: Practice) -> None:
    assert not list(practice.folder.iterdir())


def a_practice(practice: Practice) -> None:
    practice.set_up_anew()
    practice.run("staff", "add", "auditor@example.com", "--role", "auditor")
    practice.run("sample-list", "--patients", 40, "--seed", 2, "--out", practice.folder / "export.csv")


def a_previewed_campaign(practice: Practice) -> None:
    a_practice(practice)
    practice.draft(practice.folder / "export.csv", notice_days=42)
    practice.run("campaign", "preview", 1, "--no-kit")


def a_launched_campaign(practice: Practice) -> None:
    a_practice(practice)
    practice.launch(practice.folder / "export.csv", notice_days=42)
    practice.run("letters", 1, "--out", practice.folder / "letters", "--staff", MANAGER)
    practice.run("send", "--until-idle")


BEGINNINGS: Mapping[str, Callable[[Practice], None]] = {
    begin.__name__.replace("_", " "): begin
    for begin in (an_empty_folder, a_practice, a_previewed_campaign, a_launched_campaign)
}


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run_and_print_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    practice = Practice(tmp_path, f"sqlite:///{tmp_path / 'instance/fair-notice.sqlite3'}", LAUNCH)
    BEGINNINGS[beginning(page)](practice)
    for example in examples(page):
        example.assert_runs(practice.environment)


def test_every_kind_of_reader_has_examples_that_run() -> None:
    found = {path.stem for path in WITH_EXAMPLES if path.parent == ROOT / "docs" / "how-to"}
    assert {"manager", "receptionist", "approver", "auditor", "installer"} <= found


def test_an_example_that_prints_something_else_is_found() -> None:
    assert fits("1 campaign\n...\nhold ... 4", "1 campaign\na\nb\nhold is 4\n")
    assert fits("...", "")
    assert not fits("1 campaign", "2 campaigns\n")
    assert not fits("1 campaign", "1 campaign\nand more\n")


def test_an_example_that_fails_is_found(tmp_path: Path) -> None:
    failing = Example("notifier campaign show", "")
    with pytest.raises(AssertionError, match="notifier init"):
        failing.assert_runs({"NOTIFIER_INSTANCE": str(tmp_path / "none")})
    Example("notifier campaign show # ends with 1", "notifier: there ...").assert_runs(
        {"NOTIFIER_INSTANCE": str(tmp_path / "none")}
    )
