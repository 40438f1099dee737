"""A sample practice beside an installation where nothing is set up: made, served instead of it, and thrown away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.cli import look_around
from notifier.cli.first_set_up import prepare_tables
from notifier.cli.installation import Installation
from notifier.cli.look_around import LookAround, is_in_use, served_installation
from notifier.errors import NotAllowed, SettingsFault
from notifier.practice import accounts, first_run, practices
from notifier.settings import PREFIX, load_settings
from notifier.store.instance_keys import claim_folder, is_invented, master_key
from tests.waiting import eventually


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(load_settings({f"{PREFIX}INSTANCE": str(tmp_path / "instance")}))
    prepare_tables(installation.settings)
    yield installation
    installation.close()


def test_the_sample_practice_is_served_until_it_is_left_and_the_own_one_stays_empty(
    own: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_around, "_PATIENTS", 8)
    changed: list[Path] = []
    around = LookAround(own, lambda: changed.append(served_installation(own).settings.instance))
    with pytest.raises(NotAllowed):
        around.enter()
    around.make()
    around.make()  # a second click
    assert eventually(lambda: bool(around.accounts()))
    around.enter()
    sample = served_installation(own)
    assert is_in_use(own.settings)
    assert is_invented(sample.settings.instance)
    assert not is_invented(own.settings.instance)
    assert master_key(sample.settings.instance) != master_key(own.settings.instance)
    assert sample.settings.provider_settings == {}
    with sample.database.reading() as session:
        assert practices.is_sample(session)
        for account in around.accounts():
            assert accounts.authenticate(session, account.email, account.password) is not None
    sample.close()
    secret = around.leave()
    assert changed == [sample.settings.instance, own.settings.instance]
    assert not sample.settings.instance.exists()
    with own.database.reading() as session:
        first_run.check_first_run(session, secret, own.clock())
        assert practices.ods_codes(session) == []


def test_nothing_is_made_anew_beside_what_has_been_in_use(own: Installation) -> None:
    claim_folder(own.settings.instance, "A81001", [])
    own.close()
    (own.settings.instance / "fair-notice.sqlite3").unlink()
    with pytest.raises(SettingsFault, match="folder of the practice A81001, and its database has no tables"):
        prepare_tables(own.settings)
    assert not (own.settings.instance / "fair-notice.sqlite3").exists()
