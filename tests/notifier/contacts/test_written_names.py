"""A name as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.written_names import has_note, written_family_name, written_given_name, written_title


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        ("MCDONALD", "McDonald"),
        ("mcdonald", "McDonald"),
        ("McDONALD", "McDonald"),
        ("MACDONALD", "Macdonald"),
        ("MACKIE", "Mackie"),
        ("MacDONALD", "MacDonald"),
        ("O'BRIEN", "O'Brien"),
        ("O’BRIEN", "O’Brien"),
        ("D'SOUZA", "D'Souza"),
        ("SHA'BAN", "Sha'ban"),
        ("SMITH-O'NEILL", "Smith-O'Neill"),
        ("VAN DER BERG", "van der Berg"),
        ("VAN 'T HOFF", "van 't Hoff"),
        ("DE LA CRUZ", "de la Cruz"),
        ("de SOUZA", "de Souza"),
        ("GARCÍA Y LÓPEZ", "García y López"),
        ("LE BROCQ", "Le Brocq"),
        ("ST. JOHN-SMYTHE", "St. John-Smythe"),
        ("LE VAN DO", "Le Van Do"),
        ("DE", "De"),
        ("NG", "Ng"),
        ("SMITH III", "Smith III"),
        ("smith", "Smith"),
        ("ŻÓŁĆ", "Żółć"),
        ("İBRAHİMOĞLU", "İbrahimoğlu"),
        ("STRAßE", "Straße"),
        ("ПЕТРОВ", "Петров"),
        ("ნინო", "ნინო"),
        ("ʻOKINA", "ʻOkina"),
    ],
)
def test_a_family_name_in_one_case_is_set_as_people_write_it(recorded: str, written: str) -> None:
    assert written_family_name(recorded) == written


@pytest.mark.parametrize(
    "name",
    [
        "McDonald",
        "MacKie",
        "Mackie",
        "O’Brien",
        "de Souza",
        "De Souza",
        "van der Berg",
        "Van der Berg",
        "LeBron",
        "DiCaprio",
        "FitzGerald",
        "ffoulkes-Jones",
        "Llŷr-Gŵilym",
        "Nguyễn Thuỵ Ẩn",
        "ZZZTest DO NOT USE",
        "الأحمد",
        "王",
        "ਸਿੰਘ",
        "St. John-Smythe",
    ],
)
def test_a_name_that_has_both_cases_or_none_is_never_touched(name: str) -> None:
    assert written_family_name(name) == name
    assert written_given_name(name) == name


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        ("MARY-ANN", "Mary-Ann"),
        ("MARY ANN", "Mary Ann"),
        ("jane", "Jane"),
        ("JP", "JP"),
        ("AJ", "AJ"),
        ("ED", "Ed"),
        ("VAN", "Van"),
        ("A.", "A."),
        ("MARIA DE LOS ANGELES", "Maria de los Angeles"),
    ],
)
def test_a_given_name_is_set_as_people_write_it(recorded: str, written: str) -> None:
    assert written_given_name(recorded) == written


@pytest.mark.parametrize(
    ("recorded", "written"),
    [("MRS", "Mrs"), ("ms", "Ms"), ("REV. DR.", "Rev. Dr."), ("Rev. Dr.", "Rev. Dr."), ("HRH", "HRH"), ("", "")],
)
def test_a_title_is_set_as_people_write_it(recorded: str, written: str) -> None:
    assert written_title(recorded) == written


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        ("John (aka Jack)", "John"),
        ("Smith *CARER*", "Smith"),
        ("SMITH (NEE Jones)", "Smith"),
        ("Smith [deaf", "Smith"),
        ("*Smith*", "Smith"),
        ("(Smith)", "Smith"),
        ("Tom & <b>Jerry</b>", "Tom & Jerry"),
        ("***", "***"),
    ],
)
def test_a_note_beside_a_name_is_not_part_of_it(recorded: str, written: str) -> None:
    assert written_family_name(recorded) == written


def test_it_knows_whether_there_is_a_note() -> None:
    assert has_note("Smith *CARER*")
    assert not any(map(has_note, ("Smith", "O'Brien", "St. John-Smythe", "Nbsp\u00a0Name", "Thuỵ Ẩn", "الأحمد")))


@given(st.text(min_size=1))
def test_the_written_name_of_a_written_name_is_itself(name: str) -> None:
    for written in (written_family_name, written_given_name):
        assert written(written(name)) == written(name)
