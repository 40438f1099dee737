"""Sample lists, and that an import of them concludes exactly what their truth says."""

from datetime import date
from pathlib import Path

import pytest
from stdnum.gb import nhs

from notifier.contacts import Mobile, NhsNumber
from notifier.errors import ValueRefused
from notifier.patients.list_import.report import read_list, report_json
from notifier.patients.samples import MOST_PATIENTS, Style, write_sample
from tests.notifier.list_files import RULES, TODAY


@pytest.mark.parametrize("style", ["emis", "systmone"])
@pytest.mark.parametrize(("patients", "seed"), [(1, 1), (99, 2), (100, 3), (300, 4), (1500, 5)])
def test_an_import_concludes_what_the_truth_says(tmp_path: Path, style: Style, patients: int, seed: int) -> None:
    path = tmp_path / "sample.csv"
    sample = write_sample(path, patients, seed, style, TODAY)
    assert report_json(read_list(path, TODAY), RULES) == sample.truth()


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in "abc")
    for path, seed in ((first, 1), (second, 1), (third, 2)):
        write_sample(path, 200, seed, "emis", TODAY)
    assert first.read_bytes() == second.read_bytes() != third.read_bytes()


def test_nobody_in_it_exists(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample.csv", 2000, 1, "systmone", TODAY)
    numbers = {patient.nhs_number for patient in sample.patients}
    assert len(numbers) == 2000 - 1  # two people have one number, on purpose
    assert all(nhs.is_valid(number) and NhsNumber(number).is_sample for number in numbers)
    assert all(Mobile(f"+44{patient.mobile}").is_sample for patient in sample.patients if patient.mobile)
    assert all(patient.email.endswith("@example.com") for patient in sample.patients if patient.email)
    assert all(patient.landline.startswith("01632 960") for patient in sample.patients)


def test_its_proportions_are_those_of_a_practice(tmp_path: Path) -> None:
    people = write_sample(tmp_path / "sample.csv", 10_000, 1, "emis", TODAY).truth()["people"]
    share = len(people) / 100

    def per_cent(key: str) -> float:
        return sum(bool(person[key]) for person in people) / share

    assert 75 < per_cent("mobile") < 90
    assert 50 < per_cent("email") < 68
    assert 97 < per_cent("mailable") < 99.8
    assert 12 < per_cent("shares_mobile_with") < 28
    assert 0.7 < per_cent("accessible_format") < 2.2
    assert 40 < per_cent("on_repeats") < 60
    assert 7 < 100 - sum(person["language"] in ("English", "") for person in people) / share < 11
    excluded = {label: sum(person["exclude"] == label for person in people) / share for label in _LABELS}
    assert {label: low < excluded[label] < high for label, (low, high) in _LABELS.items()} == dict.fromkeys(
        _LABELS, True
    )


_LABELS = {
    "deceased": (0.05, 0.2),
    "left": (0.2, 0.4),
    "sensitive": (0.02, 0.1),
    "already opted out": (0.8, 1.8),
    "express consent": (3.5, 6),
}


def test_what_is_rare_is_there_in_a_short_list(tmp_path: Path) -> None:
    truth = write_sample(tmp_path / "sample.csv", 300, 1, "systmone", date(2026, 2, 28)).truth()
    assert {person["exclude"] for person in truth["people"]} == {None, *_LABELS}
    assert len({refusal["why"] for refusal in truth["refused"]}) == 9
    assert truth["counts"]["repeated_rows_to_merge"] > 0
    assert any(person["sms_declined"] for person in truth["people"])


@pytest.mark.parametrize("patients", [0, MOST_PATIENTS + 1])
def test_it_refuses_a_size_it_cannot_invent(tmp_path: Path, patients: int) -> None:
    with pytest.raises(ValueRefused):
        write_sample(tmp_path / "sample.csv", patients, 1, "emis", TODAY)
