"""Whether the simulator finds what is wrong: faults planted in the product, all by `make simulate ARGS=--planted`."""

import pytest

from tests.mutations.listed import Mutation
from tests.simulation.planted import faults, planted


@pytest.mark.parametrize("fault", faults().values(), ids=list(faults()))
def test_each_planted_fault_fits_the_program(fault: Mutation) -> None:
    with planted(fault.name):
        assert fault.harm
