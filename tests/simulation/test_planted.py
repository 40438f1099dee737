"""Whether the simulator finds what is wrong: faults planted in the product, a few here and all by `--planted`."""

import pytest

from tests.mutations.listed import Mutation
from tests.simulation.planted import faults, planted
from tests.simulation.runs import Plan, run_one

TEN = 10


def test_there_are_ten_planted_faults() -> None:
    assert len(faults()) >= TEN


@pytest.mark.parametrize("fault", faults().values(), ids=list(faults()))
def test_each_planted_fault_fits_the_program(fault: Mutation) -> None:
    with planted(fault.name):
        assert fault.harm


@pytest.mark.parametrize("name", list(faults())[:1])
def test_a_planted_fault_is_found(name: str) -> None:
    assert any(run_one(Plan([seed], 40, fault=name), seed).faults for seed in (1, 2, 3))
