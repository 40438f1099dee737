"""For every doubt, whoever answered, the person who settles it is told what to do."""

from datetime import UTC, date, datetime

import pytest

from notifier.replies.history import ReplyView
from notifier.vocabulary import Answerer, Choice, Doubt, Source
from web.staff import advice


def answer(choice: Choice, answered_by: Answerer, day: int) -> ReplyView:
    return ReplyView(
        id=1,
        reference="ABCDEFGHJK",
        choice=choice,
        source=Source.PAGE,
        received_at=datetime(2026, 12, day, 12, tzinfo=UTC),
        doubt=None,
        recorded_at=datetime(2026, 12, day, 12, tzinfo=UTC),
        recorded_by_staff=False,
        logged_by_id=None,
        logged_by="",
        identity_check=None,
        is_conclusion=False,
        note="",
        answered_by=answered_by,
        extent=None,
        name="",
        contact="",
        date_of_birth=None,
        last_day=date(2026, 12, 21),
        is_replaced=False,
        open_review=1,
        settled_at=None,
        settled_by_id=None,
        settled_by="",
        settling_note="",
        not_theirs=False,
        conclusion=None,
    )


@pytest.mark.parametrize("answered_by", Answerer)
def test_every_doubt_has_steps_and_somebody_else_has_to_show_that_they_may(answered_by: Answerer) -> None:
    found = {doubt: advice.advice_steps(doubt, answer(Choice.KEEP, answered_by, 22)) for doubt in Doubt}
    assert all(found.values())
    if answered_by is not Answerer.PATIENT:
        may_they = [step for step in found[Doubt.ON_BEHALF] if step in found[Doubt.CONFLICT]]
        assert len(may_they) >= 2


def test_only_a_late_answer_that_does_not_agree_takes_a_code_off() -> None:
    def takes_off(choice: Choice, day: int) -> bool:
        return "If it is there, take it off." in advice.advice_steps(
            Doubt.UNVERIFIED, answer(choice, Answerer.PATIENT, day)
        )

    assert takes_off(Choice.KEEP, 22)
    assert takes_off(Choice.UNSURE, 22)
    assert not takes_off(Choice.AGREE, 22)
    assert not takes_off(Choice.KEEP, 21)
