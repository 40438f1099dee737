"""The lists for the clinical system: from a frozen set alone, silence apart from agreement, nobody who is held."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from notifier.campaigns import lifecycle
from notifier.campaigns.launch_checks import SignOff
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import coding_tasks
from notifier.replies import reviews
from notifier.store.database import Database
from notifier.store.tables import Practice, Review
from notifier.vocabulary import (
    Answerer,
    CampaignStatus,
    Choice,
    ClinicalSystem,
    Doubt,
    Extent,
    OutcomeKind,
    Role,
)
from tests.notifier.closing_steps import finished, frozen
from tests.notifier.export_steps import answered, closed, exported, manifest, names, numbers, table, told
from tests.notifier.reply_steps import close, sent
from tests.world import Begin, World

DISSENT = "Express dissent for Summary Care Record dataset upload"
ASKED, SILENT, HOLD = OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT, OutcomeKind.HOLD
NOBODY = {"may_code_asked": 0, "may_code_silent": 0, "hold": 0, "keep": 0, "take_off": 0, "other_basis": 0}


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered`; what follows is frozen."""
    return begin(sqlite_database, closed)


def test_each_outcome_has_its_file_and_its_numbers(begin: Begin, database: Database, tmp_path: Path) -> None:
    world = begin(database, closed)
    agreed, silent, objected, unreachable = [person.nhs_number for person in world.people]
    folder = tmp_path / "lists"
    some = {"may_code_asked": 1, "may_code_silent": 1, "hold": 2, "keep": 1, "late_answers": 0}
    assert exported(world, folder).counts == NOBODY | some
    assert numbers(folder, ASKED) == [agreed]
    assert numbers(folder, SILENT) == [silent]
    assert numbers(folder, HOLD) == [objected, unreachable]
    assert [row["Reason"] for row in table(folder, HOLD)] == ["objected", "not_informed"]
    assert not [name for name in names(folder) if "keep" in name and name.endswith(".txt")], "nobody codes from it"


def test_nothing_is_exported_before_two_people_froze_it(begin: Begin, database: Database, tmp_path: Path) -> None:
    world = begin(database, answered)
    with pytest.raises(NotAllowed, match=r"`notifier freeze 1 --staff EMAIL`, by one person and then by another"):
        exported(world, tmp_path / "lists")
    assert not (tmp_path / "lists").exists()


def test_nobody_whose_notice_had_not_run_out_at_the_closing_may_be_coded(
    begin: Begin, sqlite_database: Database, tmp_path: Path
) -> None:
    world = begin(sqlite_database, answered)
    world.later(days=-29)
    frozen(world)
    world.later(days=29)
    assert exported(world, tmp_path / "lists").counts["hold"] == 4
    assert numbers(tmp_path / "lists", SILENT) == []


def test_silence_is_not_written_down_as_agreement(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (asked,), (silent,) = table(tmp_path, ASKED), table(tmp_path, SILENT)
    assert asked["Free text"] == "Agreed on 23 November 2026 by page; code added at the patient's wish"
    assert silent["Free text"] == (
        "Told by text on 23 November 2026, no objection by 21 December 2026; practice decision, not an expression of "
        "the patient's will"
    )


def test_who_was_silent_gets_no_code_that_says_dissent(world: World, tmp_path: Path) -> None:
    done = exported(world, tmp_path)
    (asked,), (silent,) = table(tmp_path, ASKED), table(tmp_path, SILENT)
    assert (asked["Code"], asked["Term"]) == ("9Ndo / XaXj6", DISSENT)
    assert asked["Terminology"] == "Read v2 / CTV3"
    assert (silent["Code"], silent["Terminology"], silent["Term"], silent["Date to enter"]) == ("", "", "", "")
    assert done.without_code == [SILENT]
    assert done.clinical_system is None


def test_who_was_silent_gets_the_code_that_the_approver_named_and_said_why(
    begin: Begin, sqlite_database: Database, tmp_path: Path
) -> None:
    world = begin(sqlite_database, lambda one: answered(one, SignOff("minute 7", ("9Ndo",), "the partners decided it")))
    frozen(world)
    done = exported(world, tmp_path)
    (asked,), (silent,) = table(tmp_path, ASKED), table(tmp_path, SILENT)
    assert (silent["Code"], silent["Terminology"], silent["Term"]) == ("9Ndo", "Read v2", DISSENT)
    assert silent["Date to enter"] == "22/12/2026", "the day of the closing"
    assert silent["Free text"].endswith("not an expression of the patient's will")
    assert asked["Code"] == "9Ndo / XaXj6"
    assert done.without_code == []
    assert manifest(tmp_path)["signed_off_for_silent"] == ["9Ndo"]
    with world.database.reading() as session:
        approval = lifecycle.latest_approval(session, world.campaign_id)
        assert approval is not None
        assert (approval.silent_codes, approval.silent_because) == (["9Ndo"], "the partners decided it")


@pytest.mark.parametrize(
    ("system", "code", "guide"),
    [
        (ClinicalSystem.EMIS, "9Ndo", "how-to-emis-web.html"),
        (ClinicalSystem.SYSTMONE, "XaXj6", "how-to-systmone.html"),
        (ClinicalSystem.VISION, "9Ndo", "how-to-vision.html"),
    ],
)
def test_the_codes_and_the_steps_are_those_of_the_practices_own_system(
    world: World, tmp_path: Path, system: ClinicalSystem, code: str, guide: str
) -> None:
    with world.database.writing() as session:
        session.execute(update(Practice).values(clinical_system=system))
    exported(world, tmp_path)
    assert table(tmp_path, ASKED)[0]["Code"] == code
    assert [name for name in names(tmp_path) if name.startswith("how-to")] == [guide]
    assert [add["code"] for add in manifest(tmp_path)["adds"]] == ["9Ndo", "XaXj6"], "the manifest has all"


def test_a_row_says_who_it_is_and_on_what_it_rests(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (row,) = table(tmp_path, SILENT)
    assert row["NHS number"] == world.people[1].nhs_number
    assert (row["Family name"], row["Given name"]) == ("Łuczak", "Siân")
    assert (row["Date of birth"], row["Notice ended"]) == ("03/01/1980", "21/12/2026")
    assert row["Evidence"] == "delivered"
    assert row["Why"] == "Told by text on 23 November (delivered), no answer by 21 December 2026: may be coded."


@pytest.mark.parametrize(
    ("extent", "code", "terminology"),
    [
        (Extent.CORE, "9Ndm", "Read v2"),
        (Extent.ADDITIONAL, "9Ndn / XaXbZ", "Read v2 / CTV3"),
        (None, "", ""),
    ],
)
def test_who_keeps_it_has_a_list_with_how_much_is_to_be_shown(
    begin: Begin, sqlite_database: Database, tmp_path: Path, extent: Extent | None, code: str, terminology: str
) -> None:
    world = begin(sqlite_database, told)
    sent(world, world.people[2], Choice.KEEP, extent=Extent.CORE)
    sent(world, world.people[2], Choice.KEEP, extent=extent)  # and what they chose last counts
    world.until_idle()
    world.later(days=29)
    frozen(world)
    exported(world, tmp_path)
    (kept,) = table(tmp_path, "keep")
    assert kept["NHS number"] == world.people[2].nhs_number
    assert kept["Extent wanted"] == (extent.value if extent else "")
    assert (kept["Code"], kept["Terminology"]) == (code, terminology)
    assert kept["Free text"].startswith("Asked to keep it on 23 November 2026 by page; ")
    assert kept["Since the set was closed"] == ""
    assert kept["Why"].endswith("is held, because they want to keep it.")


def test_who_objects_after_the_closing_may_not_be_coded_and_their_code_comes_off(world: World, tmp_path: Path) -> None:
    silent = world.people[1].nhs_number
    exported(world, tmp_path)
    assert numbers(tmp_path, SILENT) == [silent]
    world.answer(world.people[1], Choice.KEEP)
    done = exported(world, tmp_path)
    assert numbers(tmp_path, SILENT) == []
    assert table(tmp_path, SILENT) == []
    assert done.counts["take_off"] == 1
    (row,) = table(tmp_path, "take_off")
    assert row["NHS number"] == silent
    assert "take it off" in row["What to do"]
    assert "to keep it" in row["Why"]
    assert silent not in numbers(tmp_path, HOLD), "which is as it was frozen"


def test_a_code_that_somebody_took_off_is_not_added_again_from_the_same_set(world: World, tmp_path: Path) -> None:
    world.answer(world.people[1], Choice.KEEP)
    exported(world, tmp_path)
    with world.database.reading() as session:
        (task,) = coding_tasks.open_tasks(session, world.campaign_id)
    finished(world, task.id)
    done = exported(world, tmp_path)
    assert done.counts["take_off"] == 0, "it is done"
    assert numbers(tmp_path, SILENT) == []


def test_who_answers_after_the_closing_stands_in_the_list_of_those_who_keep_it_at_once(
    world: World, tmp_path: Path
) -> None:
    world.answer(world.people[1], Choice.KEEP)
    world.until_idle()
    close(world, Choice.KEEP)  # it came late, so that a person looked
    exported(world, tmp_path)
    since = {row["NHS number"]: row["Since the set was closed"] for row in table(tmp_path, "keep")}
    assert since == {world.people[1].nhs_number: "yes", world.people[2].nhs_number: ""}


def test_whose_agreement_is_in_doubt_since_the_closing_is_not_coded(world: World, tmp_path: Path) -> None:
    sent(world, world.people[0], Choice.UNSURE, doubt=Doubt.UNVERIFIED)
    world.until_idle()
    exported(world, tmp_path)
    assert numbers(tmp_path, ASKED) == []
    assert [row["NHS number"] for row in table(tmp_path, "take_off")] == [world.people[0].nhs_number]


def test_whoever_keeps_it_too_late_is_listed_so_that_the_code_comes_off(world: World, tmp_path: Path) -> None:
    _agreed, silent, objected, _unreachable = world.people
    sent(world, silent, Choice.KEEP)
    sent(world, objected, Choice.AGREE, answered_by=Answerer.CARER)
    world.until_idle()
    assert exported(world, tmp_path).counts["late_answers"] == 1
    (row,) = table(tmp_path, "late_answers")
    assert (row["NHS number"], row["Answer"], row["Settled"]) == (silent.nhs_number, "keep", "")
    assert (row["Came on"], row["Last day"]) == ("22/12/2026", "21/12/2026")
    with world.database.reading() as session:
        query = select(Review.id).where(Review.doubt == Doubt.LATE)
        review_id = session.execute(query).scalar_one()
    with world.database.writing() as session:
        reviews.close_review(session, review_id, world.staff(Role.RECEPTION), Choice.KEEP, "taken off", world.now)
    exported(world, tmp_path)
    assert [row["Settled"] for row in table(tmp_path, "late_answers")] == ["yes"]


def test_a_late_answer_that_was_somebody_elses_asks_for_no_code_to_come_off(world: World, tmp_path: Path) -> None:
    sent(world, world.people[2], Choice.UNSURE, doubt=Doubt.UNVERIFIED)
    world.until_idle()
    assert exported(world, tmp_path).counts["late_answers"] == 1, "until somebody finds out whose it was"
    close(world, None)
    assert exported(world, tmp_path).counts["late_answers"] == 0
    assert world.people[2].nhs_number in numbers(tmp_path, HOLD), "who had objected in time"


@pytest.mark.parametrize("role", [Role.APPROVER, Role.RECEPTION, Role.AUDITOR])
def test_only_a_manager_exports(world: World, tmp_path: Path, role: Role) -> None:
    with pytest.raises(NotAllowed, match="manager"):
        exported(world, tmp_path / "lists", role)
    assert not (tmp_path / "lists").exists()


@pytest.mark.parametrize(
    ("end", "status"), [(None, CampaignStatus.DRAFT), (lifecycle.cancel_campaign, CampaignStatus.CANCELLED)]
)
def test_only_a_launched_campaign_has_lists(
    world: World, tmp_path: Path, end: Callable[..., None] | None, status: CampaignStatus
) -> None:
    if end is None:
        world.campaign()
    else:
        with world.database.writing() as session:
            end(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    with pytest.raises(NotAllowed, match=f"is {status}"):
        exported(world, tmp_path / "lists")


def test_a_closed_campaign_can_still_be_exported(world: World, tmp_path: Path) -> None:
    with world.database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert exported(world, tmp_path).counts["may_code_silent"] == 1


def test_another_practices_campaign_is_not_there(world: World, tmp_path: Path) -> None:
    other = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    other.campaign_id = world.campaign_id
    with pytest.raises(NotFound):
        exported(other, tmp_path / "lists")
