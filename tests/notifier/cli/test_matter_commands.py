"""Deaths, moves and complaints at the command line, with the days that the law sets."""

import pytest

from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.notifier.cli.test_slip_commands import NUMBER, practice, said_of

__all__ = ["practice"]
pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


def test_a_complaint_has_its_days_and_ends_with_a_managers_answer(practice: Practice) -> None:
    told = ("--nhs-number", NUMBER, "--kind", "complaint", "--told-by", "Given", "--staff", RECEPTION)
    assert "due by 26 November 2026" in said_of(practice, "matter", "note", *told)
    (stands,) = practice.json("matter", "list")["matters"]
    assert (stands["kind"], stands["next_due"]) == ("complaint", "2026-11-26")
    practice.run("matter", "acknowledge", stands["id"], "--staff", RECEPTION)
    answered = ("matter", "end", stands["id"], "--as", "answered", "--note", "rang her", "--staff")
    assert "may not do this" in practice.run(*answered, RECEPTION, status=1)
    practice.run(*answered, MANAGER)
    assert practice.json("matter", "list")["matters"] == []
