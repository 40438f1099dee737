"""One command's view of the installation: its settings, keys, database and clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from notifier import settings
from notifier.cli import staff_proof
from notifier.errors import NotAllowed, SettingsFault
from notifier.patients.access_codes import Keys
from notifier.practice import accounts, personal_tokens, practices, second_factors
from notifier.practice.accounts import StaffAccount
from notifier.practice.factor_check import check_code
from notifier.practice.password_check import check_password
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import is_page_only, master_key, noted_practice


class Installation:
    """Everything in it is opened when it is first needed."""

    def __init__(self, given: Settings | None = None) -> None:
        self._given = given
        self.is_password_piped = False  # --password-stdin: whoever acts gives their password on standard input

    @cached_property
    def settings(self) -> Settings:
        """Those given, or else the environment's, as they were when they were first needed. Raises SettingsFault."""
        return self.read_settings()

    def read_settings(self) -> Settings:
        """The settings as they stand now: they change while a process runs. Raises SettingsFault."""
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
        """A writing session with the member of staff who acts, as themself.

        Where only invented patients are on record their address is taken at its word. Anywhere else it takes a proof:
        their password where it is piped, the token with which they are signed in, or their password at the terminal.
        Raises NotAllowed without one, and NotFound for an address that nobody has.
        """
        secret = self._proof(email)
        with self.database.writing() as session:
            self.practice_id(session)  # with two of them, nobody knows for which one anything would be done
            person = accounts.account_by_email(session, email)
            if secret is not None:
                personal_tokens.use_token(session, person, secret, self.clock())
            yield session, person

    @contextmanager
    def perhaps_acting(self, email: str | None) -> Iterator[tuple[Session, StaffAccount | None]]:
        """As `acting`; and where only invented patients are on record, nobody need be named.

        Raises NotAllowed where somebody has to be.
        """
        if email is not None:
            with self.acting(email) as acting:
                yield acting
            return
        with self.database.writing() as session:
            self.practice_id(session)
            if not practices.is_sample(session):
                raise NotAllowed("real patients are on record: say who does this, with --staff EMAIL")
            yield session, None

    def proven(self, email: str) -> StaffAccount:
        """The member of staff who acts, as `acting` has them, for what needs no session from here."""
        with self.acting(email) as (_session, person):
            return person

    def token_file(self, session: Session, email: str) -> Path:
        """Where the token is kept with which this person is signed in at the command line."""
        return staff_proof.token_file(self.settings.token_folder, practices.the_only(session).ods_code, email)

    def _proof(self, email: str) -> str | None:
        """The token that proves who acts; None where a password did, or nothing needs to. Raises NotAllowed."""
        with self.database.reading() as session:
            self.practice_id(session)
            if practices.is_sample(session) and not self.is_password_piped:
                return None
            person = accounts.account_by_email(session, email)
            if not self.is_password_piped:
                secret = staff_proof.kept_token(self.token_file(session, email))
                is_held = secret and personal_tokens.is_valid(session, person, secret, self.clock())
                if is_held and not second_factors.is_missing(session, person):
                    return secret
        password = staff_proof.asked_password(person.email, is_piped=self.is_password_piped)
        if password is None:
            raise NotAllowed(
                f"real patients are on record, and an address alone proves nobody: run `notifier sign-in "
                f"{person.email}`, or add --password-stdin and give the password on standard input"
            )
        self.check_proof(person.email, password, is_piped=self.is_password_piped)
        return None

    def check_proof(self, email: str, password: str, *, is_piped: bool) -> StaffAccount:
        """The person whose password this is, who gave their second factor too where they have one or need one.

        Raises NotAllowed for a wrong password or code, and to who would have to have a second factor and has none.
        """
        person = check_password(self.database, email, password, self.clock())
        with self.database.reading() as session:
            held = second_factors.held_factors(session, person.id)
            is_missing = second_factors.is_missing(session, person)
        if is_missing:
            raise NotAllowed(
                f"{person.email} needs a second factor, for real patients are on record: sign in at "
                f"{self.settings.public_url}/staff/ and set up an app for codes"
            )
        if not held.factors:
            return person
        if not held.has_app and not held.codes_left:
            raise NotAllowed(
                "a passkey cannot be used at a command line: set up an app for codes, or make recovery codes, at "
                f"{self.settings.public_url}/staff/account/factors"
            )
        code = staff_proof.asked_code(person.email, is_piped=is_piped)
        if not code:
            raise NotAllowed(
                f"{person.email} has a second factor: give a code of the app, or a recovery code, on the line after "
                "the password (a passkey cannot be used at a command line)"
            )
        check_code(self.database, self.keys.factor, person, code, self.clock())
        return person

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
