"""A sample practice beside an installation where nothing is set up yet: served in its place until somebody has seen it.

It is an installation of its own in the folder `sample` of the instance folder, with its own key and SQLite file, and no
provider: what it sends goes to its outbox. Nothing of it touches the practice's own key, tables and audit chain, so it
can be thrown away whole. A file says that it is what is served, for all processes of the installation.
"""

import json
import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from notifier.cli import sample_practice
from notifier.cli.installation import Installation
from notifier.errors import NotAllowed
from notifier.practice import first_run
from notifier.providers.registry import OTHERWISE
from notifier.settings import Settings, build_settings
from notifier.store import instance_keys
from web.context import SampleAccount

_FOLDER = "sample"
_IN_USE = "sample-in-use"  # of the instance folder, while the sample practice is what is served
_ACCOUNTS = "accounts.json"
_PATIENTS, _SEED = 200, 1

_LOG = logging.getLogger(__name__)


def sample_settings(own: Settings) -> Settings:
    """The settings of the sample practice beside an installation: no provider, and no hours in which nothing goes."""
    folder = own.instance / _FOLDER
    return build_settings(
        {
            "instance": folder,
            "database_url": f"sqlite:///{folder / 'fair-notice.sqlite3'}",
            "public_url": own.public_url,
            "trusted_proxies": own.trusted_proxies,
            "token_folder": folder,
            "quiet_hours": "off",
            "letter_provider": OTHERWISE,
        }
    )


def is_in_use(own: Settings) -> bool:
    """Whether the sample practice beside an installation is served in its place."""
    return (own.instance / _IN_USE).exists()


def served_installation(own: Installation) -> Installation:
    """The installation that is served now: the sample practice while that is in use, else the practice's own."""
    return Installation(sample_settings(own.settings)) if is_in_use(own.settings) else own


class LookAround:
    """The way into the sample practice of an installation and back; `changed` is called when another one is served."""

    def __init__(self, own: Installation, changed: Callable[[], None]) -> None:
        self._own, self._changed = own, changed
        self._folder = own.settings.instance / _FOLDER
        self._thread: threading.Thread | None = None
        self._has_failed = False
        self._one_at_a_time = threading.Lock()

    def clear(self) -> None:
        """Throw away what was made and is not in use, as when the program ended meanwhile."""
        if not is_in_use(self._own.settings):
            _remove(self._folder)

    def make(self) -> None:
        """See `SampleSwitch`."""
        with self._one_at_a_time:
            if (self._thread is None or self._has_failed) and not self.accounts_file.exists():
                self._has_failed = False
                self._thread = threading.Thread(target=self._make, name="sample practice", daemon=True)
                self._thread.start()

    def accounts(self) -> Sequence[SampleAccount]:
        """See `SampleSwitch`."""
        if self._has_failed:
            raise NotAllowed("the sample practice could not be made, and the log of the program says why")
        if not self.accounts_file.exists():
            return ()
        return [SampleAccount(*one) for one in json.loads(self.accounts_file.read_text(encoding="utf-8"))]

    def enter(self) -> None:
        """See `SampleSwitch`."""
        if not self.accounts():
            raise NotAllowed("the sample practice is not made yet: wait a moment")
        (self._own.settings.instance / _IN_USE).touch(mode=0o600)
        self._changed()

    def leave(self) -> str:
        """See `SampleSwitch`."""
        with self._own.database.writing() as session:
            secret = first_run.offer_first_run(session, self._own.clock())
        (self._own.settings.instance / _IN_USE).unlink(missing_ok=True)
        _remove(self._folder)
        self._thread = None
        self._changed()
        if secret is None:
            raise NotAllowed(first_run.SET_UP_ALREADY)
        return secret

    @property
    def accounts_file(self) -> Path:
        """Written when everything else is made."""
        return self._folder / _ACCOUNTS

    def _make(self) -> None:
        try:
            _remove(self._folder)
            instance_keys.mark_as_invented(self._folder, "`notifier serve`")
            sample = Installation(sample_settings(self._own.settings))
            try:
                passwords = sample_practice.prepare(sample, _PATIENTS, _SEED)
            finally:
                sample.close()
            known = [(name, email, passwords[email]) for email, name, _ in sample_practice.PEOPLE]
            draft = self._folder / f".{_ACCOUNTS}"
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(known), encoding="utf-8")
            draft.replace(self.accounts_file)
        except Exception:  # whatever it is, the practice's own installation can still be set up
            self._has_failed = True
            _LOG.exception("the sample practice could not be made")


def _remove(folder: Path) -> None:
    """Throw a folder away: out of sight at once, for a worker may still have a file of it open."""
    if folder.exists():
        aside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        folder.replace(aside)
        shutil.rmtree(aside, ignore_errors=True)
