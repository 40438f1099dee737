"""The fixtures that the tests of messages ask for by name."""

import pytest

from tests.fixtures import provide


def pytest_configure(config: pytest.Config) -> None:
    provide(config, "letters", "browsers")
