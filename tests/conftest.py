"""What every test can ask for: the time; and that no property has a deadline.

Databases, worlds, letters and browsers stand in `tests/fixtures`. A folder whose tests need them says so in its own
conftest, so that tests of the light modules start at once.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import settings

from tests.kinds import KindCounter

# A slow machine is no fault of what is tested: no property fails because an example took long.
settings.register_profile("without a clock", deadline=None, max_examples=40)
settings.load_profile("without a clock")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-kind", action="store_true", help="fail unless tests ran on every kind (tests/kinds.py)")


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the workers' reports reach the controller, which alone sums up.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(KindCounter(config.getoption("every_kind")))


@pytest.fixture
def now() -> datetime:
    """A Monday at ten in the morning, in winter."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
