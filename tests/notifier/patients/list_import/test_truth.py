"""The two invented exports that came with the project must be read exactly as their truth files say."""

import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from notifier.patients.list_import.report import read_list, report_json
from tests.notifier.list_files import RULES, TODAY

_DATA = Path(__file__).parents[5] / "shared" / "data"
_BY_NUMBER = itemgetter("nhs_number")
_BY_LINE = itemgetter("lines")


@pytest.fixture(params=["emis-900", "systmone-300"])
def compared(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what we conclude, the truth)"""
    path = _DATA / f"{request.param}.csv"
    if not path.exists():
        pytest.skip("the example exports are not beside this project")
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    return json.loads(json.dumps(report_json(read_list(path, TODAY), RULES))), truth


def test_every_person_is_equal_field_by_field(compared: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, truth = compared
    assert sorted(ours["people"], key=_BY_NUMBER) == sorted(truth["people"], key=_BY_NUMBER)


def test_every_refusal_is_equal(compared: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, truth = compared
    assert sorted(ours["refused"], key=_BY_LINE) == sorted(truth["refused"], key=_BY_LINE)


def test_the_counts_and_keys_are_equal(compared: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, truth = compared
    assert ours["counts"] == truth["counts"]
    assert ours.keys() == truth.keys()
