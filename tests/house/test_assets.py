"""What is built for the pages and letters: complete, light, and without a word to another host."""

import gzip
import json
import re
from hashlib import sha256

import pytest
from fontTools.ttLib import TTFont

from tests.house.program import ROOT

STATIC = ROOT / "web" / "static"
SHEETS = ("patient.css", "patient-rtl.css", "staff.css")
PATIENTS = SHEETS[:2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "setup/installer.lock")


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_asks_nobody_for_anything(sheet: str) -> None:
    css = (STATIC / sheet).read_text(encoding="utf-8")
    assert not re.findall(r"url\(|@import|@font-face|https?:|//", css)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_there_compressed_as_well(sheet: str) -> None:
    assert gzip.decompress((STATIC / f"{sheet}.gz").read_bytes()) == (STATIC / sheet).read_bytes()


def test_the_patients_sheet_is_light() -> None:
    for sheet in PATIENTS:
        assert (STATIC / sheet).stat().st_size <= 54 * 1024
        assert (STATIC / f"{sheet}.gz").stat().st_size <= 12 * 1024


def test_the_patients_sheet_keeps_high_contrast_colours_and_print() -> None:
    for sheet in PATIENTS:
        css = (STATIC / sheet).read_text(encoding="utf-8")
        assert "forced-colors: active" in css
        assert re.search(r"@media only print\{[^@]*\.fn-screen-only\{display:none", css)


def test_the_sheet_for_text_from_right_to_left_mirrors_the_other() -> None:
    plain, mirrored = ((STATIC / sheet).read_text(encoding="utf-8") for sheet in PATIENTS)
    assert ".nhsuk-inset-text{box-sizing:border-box;border-left:8px" in plain
    assert ".nhsuk-inset-text{box-sizing:border-box;border-right:8px" in mirrored
    assert plain.replace("left", "right").count("right") == mirrored.replace("left", "right").count("right")


def test_the_manifest_names_what_is_there_by_its_content() -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    for name in (*SHEETS, "favicon.svg", "fonts/NotoSans_400Regular.ttf", "fonts/NotoSans_700Bold.ttf"):
        assert sha256((STATIC / name).read_bytes()).hexdigest().startswith(manifest[name])


@pytest.mark.parametrize(
    ("font", "letters"),
    [
        ("NotoSans_400Regular", "Łódź Iaşi £ – ’"),
        ("NotoSans_700Bold", "Łódź Iaşi £ – ’"),
        ("NotoNaskhArabic_400Regular", "سجل"),
        ("NotoNastaliqUrdu_400Regular", "ریکارڈ"),
        ("NotoSansGurmukhi_400Regular", "ਰਿਕਾਰਡ"),
    ],
)
def test_a_font_has_the_letters_it_is_there_for(font: str, letters: str) -> None:
    covered = TTFont(STATIC / "fonts" / f"{font}.ttf").getBestCmap()
    assert not [letter for letter in letters if not letter.isspace() and ord(letter) not in covered]


def test_the_nhs_logo_is_not_shipped() -> None:
    assert not [path for path in STATIC.rglob("*") if "logo" in path.name.lower() or path.suffix in (".png", ".ico")]
    assert "nhsuk-header__logo" not in "".join((STATIC / sheet).read_text(encoding="utf-8") for sheet in SHEETS)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert all("--hash=sha256:" in pinned for pinned in re.split(r"\n(?=\S)", text.strip()))


def test_the_lock_of_the_assets_names_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "web/assets/package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = [package for path, package in packages.items() if path]
    assert fetched
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for package in fetched)
