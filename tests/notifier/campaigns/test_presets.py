"""Everything special to one kind of campaign is data, and data that would do harm is refused."""

import ast
import shutil
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import presets
from notifier.campaigns.presets import Preset
from notifier.campaigns.published_pages import parse_page_words
from notifier.campaigns.text_parts import PARTS
from notifier.campaigns.translations import parse_letter_words
from notifier.errors import NotFound, ValueRefused
from notifier.patients.eligibility import Rules
from notifier.vocabulary import SkipReason
from tests.notifier.own_presets import own_preset

SHIPPED = ("records-access", "scr")
NOWHERE = Path("/nowhere")
OF_LATE = {
    "letter_easy",
    "letter_words",
    "kit",
    "reason",
    "answered",
}  # what an older preset of a practice's own has not


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A practice's own folder with a copy of a shipped preset, to change."""
    shutil.copytree(presets.template_root() / "messages" / "records-access", tmp_path / "local")
    return tmp_path


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_preset_is_whole(name: str) -> None:
    preset = presets.load_preset(name, NOWHERE)
    assert preset.notice_days >= preset.shortest_notice_days >= 28
    assert preset.warning.strip()
    assert preset.sign_off_asks
    assert preset.told == {"sms": "delivered", "email": "delivered", "letter": "posted", "letter_working_days": 5}
    assert preset.free_text.may_code_asked != preset.free_text.may_code_silent
    texts = presets.preset_texts(name, NOWHERE, "en")
    assert set(texts) == set(PARTS)
    assert parse_page_words(texts["page"]).question


@pytest.mark.parametrize("name", SHIPPED)
def test_a_record_with_the_code_it_adds_is_left_alone(name: str) -> None:
    preset = presets.load_preset(name, NOWHERE)
    for added in preset.adds:
        assert Rules.of(preset).exclusion(False, False, False, [[added.code, None]], "") is SkipReason.ALREADY_CODED


def test_the_codes_read_are_those_of_every_preset(own: Path) -> None:
    change(own, 'codes = ["1290331000000103"]', 'codes = ["1290331000000103", "XaAbC"]')
    assert {"9Ndo", "9Ndn", "416308001", "1364731000000104", "XaAbC"} <= presets.codes_read(own)
    assert "XaAbC" not in presets.codes_read(NOWHERE)


def test_a_practices_own_preset_stands_beside_the_shipped(own: Path) -> None:
    change(own, 'title = "Access', 'title = "Our access')
    assert presets.load_preset("local", own).title.startswith("Our access")
    assert set(presets.preset_folders(own)) == {*SHIPPED, "local"}


def test_a_practices_own_preset_goes_before_a_shipped_one_of_its_name(own: Path) -> None:
    change(own, 'title = "Access', 'title = "Our access')
    (own / "local").rename(own / "scr")
    assert presets.load_preset("scr", own).title.startswith("Our access")


@pytest.mark.parametrize("name", ["", "nothing", "../messages/scr", "scr/en"])
def test_an_unknown_preset_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(NotFound, match="records-access, scr"):
        presets.load_preset(name, NOWHERE)


@pytest.mark.parametrize("retired", ["9Nu4", "XaaVL", "881561000000100", "93C3"])
def test_a_retired_code_is_never_added(own: Path, retired: str) -> None:
    change(own, 'code = "1364731000000104"', f'code = "{retired}"', 'terminology = "SNOMED CT"', 'terminology = "any"')
    with pytest.raises(ValueRefused, match="retired"):
        presets.load_preset("local", own)


@pytest.mark.parametrize("mistyped", ["1364731000000140", "1364731000000105", "13647310000001041", "136473100000010A"])
def test_a_mistyped_snomed_code_is_refused(own: Path, mistyped: str) -> None:
    change(own, 'code = "1364731000000104"', f'code = "{mistyped}"')
    with pytest.raises(ValueRefused, match=f"{mistyped}, which fails its check digit"):
        presets.load_preset("local", own)


def test_a_code_that_is_added_has_to_be_one_by_which_its_patients_are_known(own: Path) -> None:
    change(own, 'codes = ["1364731000000104"]', 'codes = ["1364751000000106"]')
    with pytest.raises(ValueRefused, match="adds the code 1364731000000104, which none of its groups"):
        presets.load_preset("local", own)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1364731000000104", "for those who keep it and for the others"),
        ("93C3", "retired"),
        ("1364731000000140", "check"),
    ],
)
def test_the_code_of_those_who_keep_it_is_checked_too(own: Path, code: str, says: str) -> None:
    preference = f'[[preferences]]\nterminology = "SNOMED CT"\ncode = "{code}"\nterm = "Wants access"\n'
    change(own, "[free_text]", f"{preference}\n[free_text]")
    with pytest.raises(ValueRefused, match=says):
        presets.load_preset("local", own)


def test_what_a_code_is_for_is_asked_or_silent(own: Path) -> None:
    change(own, 'terminology = "SNOMED CT"', 'terminology = "SNOMED CT"\nbasis = ["everybody"]')
    with pytest.raises(ValueRefused, match="basis"):
        presets.load_preset("local", own)


def test_a_mistyped_snomed_code_is_refused_among_those_that_are_read(own: Path) -> None:
    change(own, 'codes = ["1290331000000103"]', 'codes = ["1290331000000130"]')
    with pytest.raises(ValueRefused, match="1290331000000130"):
        presets.load_preset("local", own)


def test_a_read_code_of_digits_alone_is_no_snomed_code(own: Path) -> None:
    change(own, 'codes = ["1290331000000103"]', 'codes = ["13421"]')
    assert "13421" in presets.codes_read(own)


@pytest.mark.parametrize("code", ["9Ndo.", "9Nd..", "9Ndo.00", " 9Ndo", "9Ndo ", ""])
def test_a_code_that_would_never_be_found_on_a_record_is_refused(own: Path, code: str) -> None:
    change(own, 'codes = ["1290331000000103"]', f'codes = ["{code}"]')
    with pytest.raises(ValueRefused, match="padding dots"):
        presets.load_preset("local", own)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("notice_days = 42", "notice_dais = 42", "notice_dais"),
        ("notice_days = 42", "notice_days = 0", "notice_days"),
        ("notice_days = 42", 'evidence_needed = "hoped"\nnotice_days = 42', "evidence_needed"),
        ("notice_days = 42", 'evidence_needed = "posted"\nnotice_days = 42', "say what counts as told, once"),
        ('sms = "delivered"', 'sms = "posted"', "told: what counts as told by sms cannot be 'posted': choose sent"),
        ('sms = "delivered"', 'fax = "sent"', "told: no channel 'fax' tells each patient"),
        ("letter_working_days = 5", "letter_working_days = -1", "letter_working_days cannot be -1"),
        ('reason = "express_consent"', 'reason = "no_mobile"', "reason"),
        ('codes = ["1290331000000103"]', "codes = []", "codes"),
        ('term = "Enhanced', 'term = Enhanced"', "cannot be read"),
    ],
)
def test_a_preset_that_cannot_be_used_says_what_is_wrong(own: Path, old: str, new: str, named: str) -> None:
    change(own, old, new)
    with pytest.raises(ValueRefused, match=named):
        presets.load_preset("local", own)


@pytest.mark.parametrize("part", sorted(PARTS.keys() - OF_LATE))
def test_a_missing_text_is_named(own: Path, part: str) -> None:
    (own / "local" / "en" / PARTS[part]).unlink()
    with pytest.raises(NotFound, match=f"en/{PARTS[part]}"):
        presets.preset_texts("local", own, "en")


def test_a_preset_from_before_there_were_so_many_parts_still_works(own: Path) -> None:
    for part in OF_LATE:
        (own / "local" / "en" / PARTS[part]).unlink(missing_ok=True)
    texts = presets.preset_texts("local", own, "en")
    assert set(texts) == PARTS.keys() - {"letter_easy", "kit", "reason"}
    assert parse_letter_words(texts["letter_words"]).salutation == "Dear {name}"


def test_a_translation_is_a_folder_with_a_record_of_who_reviewed_it(tmp_path: Path) -> None:
    own_preset(tmp_path, "pl", "ur")
    (tmp_path / "local" / "notes").mkdir()
    assert presets.preset_languages("local", tmp_path) == ("en", "pl", "ur")
    assert set(presets.preset_texts("local", tmp_path, "pl")) == {"letter", "letter_words", "reason", "translation"}


@pytest.mark.parametrize("file", ["letter.html", "letter.toml"])
def test_a_translation_without_what_a_letter_needs_is_named(tmp_path: Path, file: str) -> None:
    own_preset(tmp_path, "pl")
    (tmp_path / "local" / "pl" / file).unlink()
    with pytest.raises(NotFound, match=f"pl/{file}"):
        presets.preset_texts("local", tmp_path, "pl")


@pytest.mark.parametrize("folder", ["polish", "pl-PL", "xx"])
def test_a_folder_that_no_recorded_language_would_ever_find_is_refused(tmp_path: Path, folder: str) -> None:
    own_preset(tmp_path, folder)
    with pytest.raises(ValueRefused, match=f"'{folder}'"):
        presets.preset_languages("local", tmp_path)


def test_a_text_in_another_encoding_is_named(own: Path) -> None:
    (own / "local" / "en" / "sms.txt").write_bytes("Siân".encode("cp1252"))
    with pytest.raises(ValueRefused, match=r"en/sms\.txt"):
        presets.preset_texts("local", own, "en")


def test_a_preset_survives_the_table_it_is_kept_in() -> None:
    preset = presets.load_preset("scr", NOWHERE)
    assert Preset(**preset.model_dump(mode="json")) == preset


def test_no_module_knows_what_a_campaign_is_about() -> None:
    """Docstrings may give examples, sample lists invent such records, and a demonstration has to propose something."""
    exempt = {Path("notifier/patients/samples"), Path("notifier/cli")}
    about = ("Summary Care Record", *presets.codes_read(NOWHERE))
    found = [
        f"{path}: {text}"
        for path in Path("notifier").rglob("*.py")
        if path.parent not in exempt
        for text in texts_in(ast.parse(path.read_text(encoding="utf-8")))
        if any(word in text for word in about)
    ]
    assert not found


def texts_in(module: ast.Module) -> list[str]:
    """Every text of a module but for its docstrings, which are expressions of their own."""
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [node.value for node in constants if isinstance(node.value, str)]


def change(own: Path, *replacements: Any) -> None:
    """Replace old by new in the preset of the practice's own folder, in pairs."""
    path = own / "local" / "preset.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in zip(replacements[::2], replacements[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
