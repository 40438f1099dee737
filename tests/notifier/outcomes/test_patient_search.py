"""Finding a patient by whatever the person on the phone can say; who may be meant is offered and never chosen."""

from datetime import date, datetime
from pathlib import Path

import pytest

from notifier.contacts import PostalAddress
from notifier.errors import ValueRefused
from notifier.outcomes import patient_search
from notifier.outcomes.patient_search import MOST_FOUND, SearchResult
from notifier.patients.access_codes import spaced_code
from notifier.patients.list_import.records import Person
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.store.database import Database
from notifier.vocabulary import Choice, Role, Source
from tests.world import Begin, World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def launch(world: World, *people: Person) -> None:
    world.import_people(*people)
    world.launched(notice_days=28)
    world.until_idle()


def several(world: World) -> None:
    """People whom a desk mixes up."""
    rows = (
        ("Mrs", "Ada", "Łuczak", date(1950, 6, 15)),
        ("Mr", "Connor", "O'Leary", date(1961, 2, 3)),
        ("Ms", "Sinéad", "Ó Laoghaire", date(1972, 8, 30)),
        ("Miss", "Alice", "McDonald", date(1990, 4, 3)),
        ("", "Karen", "Smith-Jones", date(1985, 12, 9)),
        ("Mr", "Tom", "van der Berg", date(1944, 5, 5)),
        ("Mr", "Sam", "Twinn", date(2019, 7, 7)),
        ("Miss", "Pat", "Twinn", date(2019, 7, 7)),
        ("Mr", "John", "Lord", date(1926, 11, 30)),
        ("Ms", "Catherine", "Phillips", date(1977, 3, 4)),
    )
    people = [
        world.person(title=title, given_name=given, family_name=family, date_of_birth=born)
        for title, given, family, born in rows
    ]
    launch(
        world,
        *people,
        world.person(given_name="Rita", family_name="Restricted", sensitive=True),
        world.person(given_name="Dora", family_name="Departed", deceased=True),
        world.person(given_name="Lee", family_name="Leaver", left=True, address=PostalAddress(("9 Hill",), "GU46 7AA")),
    )


@pytest.fixture
def desk(begin: Begin, database: Database) -> World:
    """Several people who are mixed up; on each make of database."""
    return begin(database, several)


def search(world: World, query: str) -> SearchResult:
    with world.database.reading() as session:
        place = session, world.keys, world.practice_id, world.campaign_id
        return patient_search.find_patients(*place, query, world.now)


def found(world: World, query: str) -> list[str]:
    return [one.full_name for one in search(world, query).found]


def offered(world: World, query: str) -> list[tuple[str, tuple[str, ...]]]:
    result = search(world, query)
    assert (result.found, result.only) == ([], None), query
    return [(one.full_name, one.differs) for one in result.offered]


def test_one_is_opened_by_everything_that_identifies_them(desk: World) -> None:
    ada = next(one for one in desk.people if one.given_name == "Ada")
    code = desk.code_of(ada.nhs_number)
    queries = {
        "Mrs Ada Łuczak": (
            *("Łuczak", "łuczak", "luczak", "ada", "ADA ŁUCZAK", "luczak, ada", "mrs luczak", "Mrs. Ada Luczak"),
            *(ada.nhs_number, ada.nhs_number.spaced, f" {ada.nhs_number.spaced.replace(' ', '-')}"),
            *("15/06/1950", "15 June 1950", "1950-06-15", "15.6.50", "150650", "June 15 1950", "15th June '50 ada"),
            *(code, spaced_code(code), code.lower(), f"{desk.settings.public_url}/r/{code}"),
            *(
                "Ada 15/06/1950",
                "15-jun-50 luczak",
                "luczak 1950",
                "GU17 9XX luczak",
                f"{ada.mobile} ada",
                "07700900001",
            ),
        ),
        "Mr Connor O'Leary": ("oleary", "O’LEARY", "o leary", "mr oleary 3 2 61", "connor o'leary"),
        "Ms Sinéad Ó Laoghaire": ("ó laoghaire", "olaoghaire", "O'Laoghaire", "sinead laoghaire"),
        "Karen Smith-Jones": ("smith jones", "smithjones", "Jones-Smith karen", "Mrs Smith-Jones"),
        "Mr Tom van der Berg": ("vanderberg", "van der berg", "berg tom", "tom vander berg"),
        "Mr John Lord": ("lord", "john lord", "lord 301126"),
    }
    for name, typed in queries.items():
        for query in typed:
            only = search(desk, query).only
            assert only is not None, query
            assert only.full_name == name, query


def test_who_may_be_meant_is_offered_with_what_differs_and_nobody_is_opened(desk: World) -> None:
    ada = next(one for one in desk.people if one.given_name == "Ada")
    number = ada.nhs_number[:7] + ada.nhs_number[8] + ada.nhs_number[7] + ada.nhs_number[9]
    code = desk.code_of(ada.nhs_number)
    slipped = ("2" if code[0] != "2" else "3") + code[1:]
    expected: dict[str, dict[str, tuple[str, ...]]] = {
        "Mrs Ada Łuczak": {
            "luczka": ("name",),
            "ada 16/06/1950": ("date of birth",),
            "luczack 15/6/50": ("name",),
            "nowak 15/6/50": ("name",),  # married since
            number: ("NHS number",),
            f"ada luczak {number}": ("NHS number",),
            spaced_code(slipped): ("code",),
        },
        "Mr Connor O'Leary": {"leary": ("name",), "o'learey": ("name",)},
        "Miss Alice McDonald": {
            "macdonald": ("name",),
            "alice mac donald": ("name",),
            "alice mcdonald 4/3/1990": ("date of birth",),
            "mrs macdonald": ("name", "title"),
        },
        "Ms Catherine Phillips": {"kathryn philips": ("name",), "catherine philipps": ("name",)},
    }
    for name, typed in expected.items():
        for query, differs in typed.items():
            assert (name, differs) in offered(desk, query), query
    assert "its last digit does not fit" in search(desk, number).faults[0]


def test_of_a_beginning_nobody_is_opened_and_twins_are_told_apart(desk: World) -> None:
    for query, names in {
        "luc": ["Mrs Ada Łuczak"],
        "a luczak": ["Mrs Ada Łuczak"],
        "twinn": ["Miss Pat Twinn", "Mr Sam Twinn"],
        "07/07/2019": ["Miss Pat Twinn", "Mr Sam Twinn"],
        "miss twinn": ["Miss Pat Twinn"],
    }.items():
        result = search(desk, query)
        assert [one.full_name for one in result.found] == names, query
        assert not (result.offered and len(names) > 1), query
        assert (result.only is not None) == (query == "miss twinn"), query
    sam = search(desk, "sam twinn").found[0]
    with desk.database.reading() as session:
        alike = patient_search.namesakes(session, desk.practice_id, desk.campaign_id, sam.patient_id)
    assert [one.full_name for one in alike] == ["Miss Pat Twinn"]


def test_who_died_left_or_is_restricted_is_marked_and_a_restricted_address_is_not_shown(desk: World) -> None:
    rita, dora, lee = (search(desk, name).found[0] for name in ("restricted", "departed", "leaver"))
    assert [(one.is_restricted, one.is_deceased, one.has_left) for one in (rita, dora, lee)] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert (rita.street, rita.postcode) == ("", "")
    assert (lee.street, lee.postcode) == ("9 Hill", "GU46 7AA")
    assert found(desk, "GU46 7") == ["Mx Lee Leaver"]
    assert not search(desk, "GU46 7").is_sure
    with desk.database.writing() as session:
        keep = NewReply(Choice.KEEP, Source.PHONE, desk.now)
        place = session, desk.keys, desk.campaign_id, dora.patient_id
        record.record_staff_reply(*place, keep, desk.staff(Role.RECEPTION), desk.now)
    latest = search(desk, "departed").found[0].latest
    assert latest is not None
    assert latest.choice is Choice.KEEP


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("twinn 12", "“12” was left out"),
        ("twinn 01632 960123", "of phone numbers only mobiles stand on the list"),
        ("07700 90012", "a mobile number has 11 digits, and this has 10"),
        ("999000001", "an NHS number has 10 digits, and this has 9"),
    ],
)
def test_what_is_left_out_is_said(desk: World, query: str, said: str) -> None:
    result = search(desk, query)
    assert said in result.faults[0]
    assert result.only is None
    assert len(result.found) == (2 if "twinn" in query else 0)


@pytest.mark.parametrize("query", ["zz", "%%", "__", "01/01/1900", "''", ";--", "9990000018 9990000026"])
def test_what_nobody_has_finds_nobody(world: World, query: str) -> None:
    launch(world, world.person(given_name="Ada"), world.person(given_name="Bob"))
    assert found(world, query) == []


@pytest.mark.parametrize("query", ["", " ", "a", ",", " ,, ", "\t"])
def test_too_little_to_go_by_is_refused(world: World, query: str) -> None:
    world.import_people(world.person())
    world.campaign()
    with pytest.raises(ValueRefused):
        search(world, query)


def test_it_shows_no_more_than_anybody_would_read_in_the_order_of_names(world: World) -> None:
    names = [f"Smith{number:02d}" for number in range(MOST_FOUND + 5)]
    world.import_people(*(world.person(title="", given_name="Jo", family_name=name) for name in reversed(names)))
    world.campaign()
    assert found(world, "smith") == [f"Jo {name}" for name in names[:MOST_FOUND]]


def test_another_campaigns_code_and_another_practices_people_are_not_found(world: World, tmp_path: Path) -> None:
    other = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    other.import_people(other.person(given_name="Ann", family_name="Smith"))
    zoe = world.person(given_name="Zoe", family_name="Smith")
    launch(world, zoe)
    assert found(world, "smith") == ["Mx Zoe Smith"]
    assert [name for name, _ in offered(world, "smiht")] == ["Mx Zoe Smith"]
    code = world.code_of(zoe.nhs_number)
    world.campaign(name="Another")
    assert found(world, code) == []
