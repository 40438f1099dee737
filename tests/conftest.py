"""What every test can ask for: the time; and that no property has a deadline.

Databases, worlds, letters and browsers stand in `tests/fixtures`. A folder whose tests need them says so in its own
conftest, so that tests of the light modules start at once.
"""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from tests.kinds import KindCounter

# A slow machine is no fault of what is tested: no property fails because an example took long.
settings.register_profile("without a clock", deadline=None, max_examples=25)
settings.load_profile("without a clock")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-kind", action="store_true", help="fail unless tests ran on every kind (tests/kinds.py)")


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the workers' reports reach the controller, which alone sums up.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(KindCounter(config.getoption("every_kind")))


_RARELY = 20_000  # allocations between two looks for rubbish: each thing that is looked at costs time, rubbish little


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What the collection makes, ten thousand tests and all that they import, lasts: nobody looks for rubbish in it.

    To go through it again and again takes a tenth of the tests' time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
        gc.enable()


@pytest.fixture
def now() -> datetime:
    """A Monday at ten in the morning, in winter."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
