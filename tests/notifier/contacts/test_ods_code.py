"""The code of a practice is read as people write it, and told from what is none."""

import pytest

from notifier.contacts.ods_code import parse_ods_code
from notifier.errors import ValueRefused


@pytest.mark.parametrize("typed", ["A81001", " a81001 ", "A81 001"])
def test_a_code_is_read_as_people_write_it(typed: str) -> None:
    assert parse_ods_code(typed) == "A81001"


@pytest.mark.parametrize("typed", ["", "A8100", "A810011", "81001A", "AB1001", "A81-001", "A8100\u0661"])
def test_what_is_no_practices_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueRefused, match="such as A81001"):
        parse_ods_code(typed)
