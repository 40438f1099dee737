"""A lock file that one process may hold."""

from pathlib import Path

import pytest

from notifier.errors import NotAllowed
from notifier.store.file_locks import held_alone


def test_a_second_holder_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "one.lock"
    with held_alone(path, "busy"), pytest.raises(NotAllowed, match="busy"), held_alone(path, "busy"):
        pass
    with held_alone(path, "busy"):
        assert path.exists()
