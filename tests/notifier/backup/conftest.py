"""The fixtures that the tests of backups ask for by name."""

import pytest

from tests.fixtures import provide


def pytest_configure(config: pytest.Config) -> None:
    provide(config, "databases", "worlds", "letters")
