"""Only what both databases can hold gets past the readers of providers' calls."""

from typing import Any

import pytest

from notifier.providers.incoming import is_reference, storable


@pytest.mark.parametrize("value", [None, True, 7, 1.5, "żółw 🦆", [1, ["a"]], {"a": {"b": [None]}}])
def test_what_is_well_stays_as_it_is(value: Any) -> None:
    assert storable(value) == value


def test_characters_that_no_table_holds_are_replaced_wherever_they_are() -> None:
    assert storable({"a\x00": ["\ud800b", {"c": "\x00"}]}) == {"a\ufffd": ["?b", {"c": "\ufffd"}]}


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), [[[[[[[[1]]]]]]]]])
def test_what_no_provider_sends_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"deep|number"):
        storable(value)


@pytest.mark.parametrize("text", ["7K3M92QX4T", "a-b_c", "R" * 32])
def test_a_reference_is_short_and_plain(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize("text", ["", "R" * 33, "a b", "a\n", "ż", "a/b", None, 7, ["a"]])
def test_what_is_no_reference_is_told(text: object) -> None:
    assert not is_reference(text)
