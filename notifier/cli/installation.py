"""One command's view of the installation: its settings, keys, database and clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from notifier import settings
from notifier.errors import NotAllowed, SettingsFault
from notifier.patients.access_codes import Keys
from notifier.practice import accounts, practices
from notifier.practice.accounts import StaffAccount
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import is_page_only, master_key, noted_practice


class Installation:
    """Everything in it is opened when it is first needed."""

    def __init__(self, given: Settings | None = None) -> None:
        self._given = given

    @cached_property
    def settings(self) -> Settings:
        """Those given, or else the environment's. Raises SettingsFault."""
        return self._given or settings.load_settings(os.environ)

    @property
    def known_settings(self) -> Settings | None:
        """The settings where they could be read, for whoever says what does not work."""
        try:
            return self.settings
        except (SettingsFault, OSError):
            return None

    @cached_property
    def keys(self) -> Keys:
        """The keys of this installation. Raises SettingsFault where there are none, or the patient's page's alone."""
        return Keys.derive(master_key(self.settings.instance))

    @cached_property
    def database(self) -> Database:
        """The migrated database. Raises SettingsFault while `notifier init` has not been run, as after an upgrade."""
        Keys.of(self.settings)
        if is_page_only(self.settings.instance) and not self.settings.database_url.startswith("postgresql"):
            raise SettingsFault(f"write the database_url of the page's own role into {self.settings.instance}")
        database = Database.open(self.settings.database_url)
        has, newest = database.revisions()
        if has != newest:
            database.close()
        if has is None:
            raise SettingsFault("there are no tables in the database yet: run `notifier init`")
        if has != newest:
            raise SettingsFault(
                f"the tables are of revision {has} and the program of {newest}: stop every process, keep a backup, and "
                "run `notifier init`, which changes them"
            )
        return database

    @cached_property
    def clock(self) -> Callable[[], datetime]:
        """The time source. A fixed time is for samples: with one real patient on a list it is refused."""
        if self.settings.now is not None:
            if is_page_only(self.settings.instance):
                raise NotAllowed("the patient's page by itself cannot see that this is a sample: unset NOTIFIER_NOW")
            with self.database.reading() as session:
                if practices.real_patients(session):
                    raise NotAllowed("NOTIFIER_NOW fixes the time and is for sample practices only: unset it")
        return self.settings.clock()

    def close(self) -> None:
        """Give back what was opened."""
        if "database" in self.__dict__:
            self.database.close()

    @contextmanager
    def acting(self, email: str) -> Iterator[tuple[Session, StaffAccount]]:
        """A writing session with the member of staff who acts."""
        with self.database.writing() as session:
            self.practice_id(session)  # with two of them, nobody knows for which one anything would be done
            yield session, accounts.account_by_email(session, email)

    def practice_id(self, session: Session) -> int:
        """The practice whose installation it is.

        Raises NotFound without one, and NotAllowed with two, or where folder and database are not of the same one.
        """
        practice = practices.the_only(session)
        noted = noted_practice(self.settings.instance)
        if noted not in ("", practice.ods_code):
            raise NotAllowed(
                f"the database is of practice {practice.ods_code} and {self.settings.instance} the folder of {noted}: "
                "set NOTIFIER_INSTANCE and NOTIFIER_DATABASE_URL to those of one installation"
            )
        return practice.id
