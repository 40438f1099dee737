"""One code a notice: it shows every slip, opens one notice, can be made again, and stands in no table."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier import links
from notifier.errors import ValueRefused
from notifier.links import ALPHABET, LENGTH, Keys
from notifier.store.database import Database
from notifier.store.models import Base
from notifier.vocabulary import Channel, Choice
from tests.world import World

KEYS = Keys.derive(bytes(range(32)))
codes = st.builds(links.make, st.just(KEYS), st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1), st.integers(0, 1000))
places = st.integers(0, LENGTH - 1)


@given(codes)
def test_a_code_is_read_back_however_it_is_printed(code: str) -> None:
    assert links.normalise(code) == code
    assert links.normalise(links.spaced(code).lower()) == code
    assert links.normalise(f" {links.spaced(code).replace('-', ' – ')}\n") == code


@given(codes)
def test_letters_that_look_like_digits_are_read_as_those(code: str) -> None:
    assert links.normalise(code.replace("1", "I").replace("0", "O")) == code
    assert links.normalise(code.replace("1", "l").replace("0", "o")) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_single_slip_is_noticed(code: str, place: int, slip: str) -> None:
    mistyped = code[:place] + slip + code[place + 1 :]
    if mistyped == code:
        assert links.normalise(mistyped) == code
    else:
        with pytest.raises(ValueRefused):
            links.normalise(mistyped)


@given(codes, places, places)
def test_every_swap_is_noticed_the_neighbours_among_them(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    if swapped == code:
        assert links.normalise(swapped) == code
    else:
        with pytest.raises(ValueRefused):
            links.normalise(swapped)


@given(st.text(max_size=30) | st.text(ALPHABET + " -ilo", min_size=LENGTH, max_size=LENGTH + 2))
def test_whatever_is_typed_is_a_code_or_refused(typed: str) -> None:
    with suppress(ValueRefused):
        code = links.normalise(typed)
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-92QX-4TDP-7", "7K3M92QX4TD?", "UUUUUUUUUUUU"])
def test_what_has_not_the_shape_of_a_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        links.normalise(typed)


def test_different_notices_have_different_codes() -> None:
    made = {
        links.make(KEYS, campaign, patient, serial)
        for campaign in (1, 11)
        for patient in range(5000)
        for serial in (0, 1)
    }
    assert len(made) == 20_000


def test_a_code_can_be_made_again_and_only_with_the_same_key() -> None:
    assert links.make(KEYS, 1, 2, 0) == links.make(Keys.derive(bytes(range(32))), 1, 2, 0)
    assert links.make(KEYS, 1, 2, 0) != links.make(Keys.derive(bytes(32)), 1, 2, 0)


def test_every_purpose_has_a_key_of_its_own() -> None:
    assert len({KEYS.code, KEYS.fingerprint, KEYS.session}) == 3


@given(codes, st.dates(), st.dates())
def test_only_the_right_date_of_birth_under_the_right_code_matches(code: str, born: date, said: date) -> None:
    stored = links.check_value(code, born)
    assert links.matches(stored, code, said) == (said == born)
    assert not links.matches(stored, links.make(KEYS, 0, 0, 0), born)


@given(codes)
def test_a_fingerprint_does_not_show_its_code(code: str) -> None:
    shown = links.fingerprint(KEYS, code)
    assert len(shown) == 32
    assert code.encode() not in shown
    assert shown != links.fingerprint(Keys.derive(bytes(32)), code)


def test_references_are_different_and_open_nothing() -> None:
    made = {links.reference() for _ in range(2000)}
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
        assert links.spaced(code) not in content
        assert code.encode().hex() not in content


def everything(database: Database) -> str:
    """Every cell of every table, bytes as text and as hexadecimal."""
    with database.reading() as session:
        rows = [row for table in Base.metadata.tables.values() for row in session.execute(table.select())]
    return "\n".join(
        f"{bytes(cell).hex()} {bytes(cell)!r}" if isinstance(cell, bytes | memoryview) else str(cell)
        for row in rows
        for cell in row
    )
