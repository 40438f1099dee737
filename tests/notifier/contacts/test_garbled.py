"""Names that a wrong encoding has changed are found, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.garbled import find_garbling


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("JosÃ©", "José"),
        ("NÃºÃ±ez", "Núñez"),
        ("Å»Ã³Å‚Ä‡", "Żółć"),
        ("JosÃƒÂ©", "José"),
        ("Smith Oâ€™Brien", "Smith O’Brien"),
        ("O&#39;Brien", "O'Brien"),
        ("Marks &amp; Co", "Marks & Co"),
        ("D?browski", ""),
        ("?ukasz", ""),
        ("Anto?", ""),
        ("M\ufffdller", ""),
    ],
)
def test_it_finds_what_was_garbled_and_what_it_likely_was(text: str, likely: str) -> None:
    found = find_garbling(text)
    assert found is not None
    assert found.likely == likely
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "José",
        "JOÃO",
        "Ñandú",
        "Żółć-Gżegżółka",
        "Łukasz",
        "Ampers&and",
        "Tom & Jerry",
        "小明",
        "Île d’Orléans",
        "Âme",
        "",
    ],
)
def test_what_is_written_rightly_is_left_alone(text: str) -> None:
    assert find_garbling(text) is None


@given(st.text(alphabet="aeéèñüçøåÅÖÜßłŻ' -", min_size=1))
def test_it_finds_every_name_that_was_read_wrongly_once(name: str) -> None:
    garbled = name.encode("utf-8").decode("cp1252", errors="ignore")
    if name.isascii() or len(garbled) < len(name.encode("utf-8")):
        return  # nothing was garbled, or more than can be known was lost
    found = find_garbling(garbled)
    assert found is not None
    assert found.likely == name
