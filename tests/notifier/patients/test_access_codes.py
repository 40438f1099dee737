"""One code a notice: it shows every slip, opens one notice, can be made again, and stands in no table."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import ALPHABET, LENGTH, Keys
from notifier.store.database import Database
from notifier.store.tables import Base
from notifier.vocabulary import Channel, Choice
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import link_of
from tests.world import World

KEYS = Keys.derive(bytes(range(32)))
codes = st.builds(
    access_codes.make_code, st.just(KEYS), st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1), st.integers(0, 1000)
)
places = st.integers(0, LENGTH - 1)


@settings(deadline=None)
@given(codes)
def test_a_code_is_read_back_however_it_is_printed(code: str) -> None:
    assert access_codes.normalise_code(code) == code
    assert access_codes.normalise_code(access_codes.spaced_code(code).lower()) == code
    assert access_codes.normalise_code(f" {access_codes.spaced_code(code).replace('-', ' – ')}\n") == code


@settings(deadline=None)
@given(codes)
def test_letters_that_look_like_digits_are_read_as_those(code: str) -> None:
    assert access_codes.normalise_code(code.replace("1", "I").replace("0", "O")) == code
    assert access_codes.normalise_code(code.replace("1", "l").replace("0", "o")) == code


@settings(deadline=None)
@given(codes, places, st.sampled_from(ALPHABET))
def test_every_single_slip_is_noticed(code: str, place: int, slip: str) -> None:
    mistyped = code[:place] + slip + code[place + 1 :]
    if mistyped == code:
        assert access_codes.normalise_code(mistyped) == code
    else:
        with pytest.raises(ValueRefused):
            access_codes.normalise_code(mistyped)


@settings(deadline=None)
@given(codes, places, places)
def test_every_swap_is_noticed_the_neighbours_among_them(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    if swapped == code:
        assert access_codes.normalise_code(swapped) == code
    else:
        with pytest.raises(ValueRefused):
            access_codes.normalise_code(swapped)


@settings(deadline=None)
@given(st.text(max_size=30) | st.text(ALPHABET + " -ilo", min_size=LENGTH, max_size=LENGTH + 2))
def test_whatever_is_typed_is_a_code_or_refused(typed: str) -> None:
    with suppress(ValueRefused):
        code = access_codes.normalise_code(typed)
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-92QX-4TDP-7", "7K3M92QX4TD?", "UUUUUUUUUUUU"])
def test_what_has_not_the_shape_of_a_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        access_codes.normalise_code(typed)


@settings(deadline=None)
@given(codes)
def test_a_code_is_read_as_keyboards_and_copying_leave_it(code: str) -> None:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert access_codes.normalise_code(code.translate(arabic)) == code
    assert access_codes.normalise_code("".join(chr(ord(letter) + 0xFEE0) for letter in code)) == code  # full width
    printed = access_codes.spaced_code(code).replace("-", "\u2212")
    assert (
        access_codes.normalise_code(f"\u2068{printed}\u2069\u200f") == code
    )  # with the marks of a page from right to left


# --- the code that was most likely meant ---


@settings(deadline=None)
@example("F4G3JZKH7KAE", 4, "?")  # which also begins what may come after a code
@given(codes, places, st.sampled_from(ALPHABET) | st.sampled_from("U?ÉЖ٣"))
def test_every_single_slip_leads_back_to_the_code(code: str, place: int, slip: str) -> None:
    mistyped = code[:place] + slip + code[place + 1 :]
    missing = code[:place] + code[place + 1 :]
    extra = code[:place] + slip + code[place:]
    swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
    for typed in (mistyped, missing, extra, swapped, access_codes.spaced_code(missing).lower()):
        if is_code(typed):
            assert access_codes.likely_codes(typed) == frozenset(), "what is a code already is not corrected"
        else:
            assert code in access_codes.likely_codes(typed)


def slips(code: str) -> dict[str, str]:
    """The code with one slip of each kind at every place where there can be one: by what and where it is."""
    found = {f"neighbours swapped at {at}": f"{code[:at]}{code[at + 1]}{code[at]}{code[at + 2 :]}" for at in range(11)}
    for at, letter in enumerate(code):
        other = "Z" if letter != "Z" else "Y"
        found[f"another letter at {at}"] = f"{code[:at]}{other}{code[at + 1 :]}"
        found[f"left out at {at}"] = f"{code[:at]}{code[at + 1 :]}"
    return found | {f"one too many at {at}": f"{code[:at]}U{code[at:]}" for at in range(13)}


def test_a_slip_at_any_place_leads_back_to_the_code() -> None:
    made = (access_codes.make_code(KEYS, 1, patient, 0) for patient in range(1, 200))
    code = next(code for code in made if all(one != other for one, other in pairwise(code)))
    assert len(slips(code)) == 11 + 12 + 12 + 13
    assert [where for where, typed in slips(code).items() if code not in access_codes.likely_codes(typed)] == []


@settings(deadline=None)
@given(st.text(max_size=40) | st.text(ALPHABET + "U-ilo", min_size=LENGTH - 1, max_size=LENGTH + 3))
def test_whatever_is_typed_few_codes_are_likely_and_all_of_them_are_codes(typed: str) -> None:
    found = access_codes.likely_codes(typed)
    assert len(found) <= 2 * LENGTH
    assert all(is_code(code) for code in found)


@pytest.mark.parametrize("typed", ["", "A" * 100_000, "ﷺ" * 10_000, "\ud800" * LENGTH, "漢" * LENGTH, "\x00" * LENGTH])
def test_what_is_nothing_like_a_code_has_no_likely_one(typed: str) -> None:
    assert access_codes.likely_codes(typed) == frozenset()


def is_code(typed: str) -> bool:
    with suppress(ValueRefused):
        return bool(access_codes.normalise_code(typed))
    return False


def test_different_notices_have_different_codes() -> None:
    made = {
        access_codes.make_code(KEYS, campaign, patient, serial)
        for campaign in (1, 11)
        for patient in range(5000)
        for serial in (0, 1)
    }
    assert len(made) == 20_000


def test_a_code_can_be_made_again_and_only_with_the_same_key() -> None:
    assert access_codes.make_code(KEYS, 1, 2, 0) == access_codes.make_code(Keys.derive(bytes(range(32))), 1, 2, 0)
    assert access_codes.make_code(KEYS, 1, 2, 0) != access_codes.make_code(Keys.derive(bytes(32)), 1, 2, 0)


def test_every_purpose_has_a_key_of_its_own() -> None:
    assert len({KEYS.code, KEYS.fingerprint, KEYS.session, KEYS.draft}) == 4


@settings(deadline=None)
@given(codes, st.dates(), st.dates())
def test_only_the_right_date_of_birth_under_the_right_code_matches(code: str, born: date, said: date) -> None:
    stored = access_codes.check_value(code, born)
    assert access_codes.matches_birth_date(stored, code, said) == (said == born)
    assert not access_codes.matches_birth_date(stored, access_codes.make_code(KEYS, 0, 0, 0), born)


@settings(deadline=None)
@given(codes)
def test_a_fingerprint_does_not_show_its_code(code: str) -> None:
    shown = access_codes.code_fingerprint(KEYS, code)
    assert len(shown) == 32
    assert code.encode() not in shown
    assert shown != access_codes.code_fingerprint(Keys.derive(bytes(32)), code)


def test_references_are_different_and_open_nothing() -> None:
    made = {access_codes.new_reference() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(reference) != LENGTH for reference in made)


def test_no_table_holds_a_code(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada, bob = world.person(), world.person(mobile=None)
    world.import_people(ada, bob)
    world.launched()
    world.until_idle()
    world.answer(ada, Choice.KEEP)
    world.until_idle()
    every = [world.code_of(person.nhs_number) for person in (ada, bob)]
    assert every[0] in str(world.outbox(Channel.SMS))  # so that it is known to be in use
    content = everything(database)
    assert ada.nhs_number in content
    for code in every:
        assert code not in content
        assert access_codes.spaced_code(code) not in content
        assert code.encode().hex() not in content


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_a_link_knows_in_which_language_and_to_whom_its_notice_speaks(
    sqlite_database: Database, tmp_path: Path, now: datetime, preset: str
) -> None:
    world = World(sqlite_database, tmp_path, now)
    last_child = date(2013, 11, 24)  # thirteen tomorrow
    people = {
        world.person(language=language, date_of_birth=born): (code, for_guardian)
        for language, born, code, for_guardian in (
            ("", date(1980, 3, 31), "en", False),
            ("Main spoken language Urdu", last_child, "ur", True),
            ("Polish", last_child - timedelta(days=1), "pl", False),
            ("BSL interpreter needed", now.date(), "en", True),
        )
    }
    world.import_people(*people)
    world.launched(preset=preset)
    plan(world)
    for person, expected in people.items():
        link = link_of(world, world.code_of(person.nhs_number))
        assert link is not None
        assert (link.language, link.for_guardian) == expected


def everything(database: Database) -> str:
    """Every cell of every table, bytes as text and as hexadecimal."""
    with database.reading() as session:
        rows = [row for table in Base.metadata.tables.values() for row in session.execute(table.select())]
    return "\n".join(
        f"{bytes(cell).hex()} {bytes(cell)!r}" if isinstance(cell, bytes | memoryview) else str(cell)
        for row in rows
        for cell in row
    )
