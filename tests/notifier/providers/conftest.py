"""What the tests of the channels can ask for."""

from collections.abc import Iterator

import pytest

from tests.notifier.providers.server import LocalServer, running


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A local server, to be told what to answer."""
    with running() as local:
        yield local


@pytest.fixture
def elsewhere() -> Iterator[LocalServer]:
    """A second local server, where no request should ever come."""
    with running() as local:
        yield local
