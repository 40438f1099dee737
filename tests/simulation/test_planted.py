"""Whether the simulator finds what is wrong: faults planted in the product, a few here and all by `--planted`."""

import pytest

from tests.simulation.planted import PlantedFault, faults, planted
from tests.simulation.runs import Plan, run_one

TEN = 10


def test_there_are_ten_planted_faults() -> None:
    assert len(faults()) >= TEN


@pytest.mark.parametrize("fault", faults().values(), ids=list(faults()))
def test_each_planted_fault_fits_the_program(fault: PlantedFault) -> None:
    with planted(fault.mutation.name):
        assert fault.mutation.harm


def test_the_first_planted_fault_is_found_by_the_simulation_beside_it() -> None:
    fault = next(iter(faults().values()))
    assert run_one(Plan([fault.seed], fault.patients, fault=fault.mutation.name), fault.seed).faults
