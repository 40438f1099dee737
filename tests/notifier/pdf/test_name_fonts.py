"""Which font a name is set in."""

from pathlib import Path

import pytest

from notifier.pdf.fonts import NoShape
from notifier.pdf.name_fonts import NameFonts
from tests.notifier.letter_samples import ROOT, stationery

OWN = tuple(stationery().fonts_of("en").values())
FONTS = stationery().names


def test_a_name_in_the_letters_own_font_needs_no_other() -> None:
    assert FONTS.faces("Siân Łuczak-Παπαδοπούλου Петров", OWN) == ()


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("小明", ["Hani"]),
        ("田中さくら", ["Hani", "Hira"]),
        ("한국", ["Hang"]),
        ("ਗੁਰਪ੍ਰੀਤ", ["Guru"]),
        ("محمد", ["Arab"]),
        ("አበበ", ["Ethi"]),
        ("བསོད་ནམས", ["Tibt"]),
        ("小明。", ["Hani"]),
    ],
)
def test_each_script_has_a_font_of_its_own(name: str, scripts: list[str]) -> None:
    faces = FONTS.faces(name, OWN)
    assert [face.script for face in faces] == scripts
    for sign in name:
        assert any(face.regular.has(sign) and face.bold.has(sign) for face in faces)


def test_of_a_large_font_the_letter_gets_only_what_its_name_has() -> None:
    (face,) = FONTS.faces("小明", OWN)
    assert len(face.regular.data) < 20_000
    assert not face.regular.has("王")


def test_a_character_that_no_font_has_is_named() -> None:
    assert FONTS.missing("a\U00030001b\U00030001", OWN) == ["\U00030001"]
    with pytest.raises(
        NoShape, match=r"^There is no shape for U\+30001 CJK UNIFIED IDEOGRAPH-30001\. Correct the name"
    ):
        FONTS.faces("\U00030001", OWN)


def test_without_the_packages_a_fault_says_what_to_install(tmp_path: Path) -> None:
    without = NameFonts(ROOT / "web" / "static" / "fonts", [tmp_path])
    assert not without.are_there
    with pytest.raises(NoShape, match="Install the packages fonts-noto-core and fonts-noto-cjk"):
        without.faces("小明", OWN)
    assert [face.script for face in without.faces("محمد", OWN)] == ["Arab"]  # one of the letter's own languages
