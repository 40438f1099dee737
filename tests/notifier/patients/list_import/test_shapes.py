"""Shapes of lists from the wild: each comes out read, held or refused as its case says, and none silently."""

from pathlib import Path

import pytest

from tests.notifier.patients.list_import.shapes.clinical_systems import CLINICAL_SYSTEMS
from tests.notifier.patients.list_import.shapes.contents import CONTENTS
from tests.notifier.patients.list_import.shapes.extracts import EXTRACTS
from tests.notifier.patients.list_import.shapes.shape import Shape, outcome, said, told
from tests.notifier.patients.list_import.shapes.spreadsheets import SPREADSHEETS

SHAPES = (*CLINICAL_SYSTEMS, *EXTRACTS, *SPREADSHEETS, *CONTENTS)


@pytest.mark.parametrize("shape", SHAPES, ids=[f"{at}-{shape.what[:40]}" for at, shape in enumerate(SHAPES, 1)])
def test_a_shape_comes_out_as_its_case_says(tmp_path: Path, shape: Shape) -> None:
    report = outcome(shape, tmp_path)
    if isinstance(report, str):
        assert shape.fault, f"refused: {report}"
        assert shape.fault in report
        return
    assert not shape.fault, f"read, and should be refused: {report.people}"
    assert {str(person.nhs_number) for person in report.people} == set(shape.people)
    for person in report.people:
        expected = shape.people[person.nhs_number]
        concluded = told(person)
        assert {key: concluded[key] for key in expected} == expected
    assert len(report.refused) == len(shape.refused), report.refused
    for refusal, why in zip(report.refused, shape.refused, strict=True):
        assert refusal.why.startswith(why)
    for words in shape.says:
        assert words in said(report)


def test_there_are_sixty_shapes_and_more() -> None:
    assert len(SHAPES) >= 60
    assert len({shape.what for shape in SHAPES}) == len(SHAPES)
