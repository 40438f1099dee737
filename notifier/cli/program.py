"""What every command shares: settings, database, clock, and faults said on standard error with exit status 1."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

import notifier
from notifier import settings
from notifier.campaigns.calendar import LONDON
from notifier.campaigns.presets import template_root
from notifier.errors import Fault, NotAllowed, SettingsFault
from notifier.patients.access_codes import Keys
from notifier.pdf.geometry import ENVELOPES
from notifier.pdf.stationery import Stationery
from notifier.practice import accounts, practices
from notifier.practice.accounts import StaffAccount
from notifier.settings import Settings
from notifier.store.database import Database

# Both in a checkout and in an installed package the web's files are beside the core's.
_FONTS = Path(notifier.__file__).parent.parent / "web" / "static" / "fonts"


class Installation:
    """One command's view of the installation; everything is opened when it is first needed."""

    def __init__(self, given: Settings | None = None) -> None:
        self._given = given

    @cached_property
    def settings(self) -> Settings:
        """Those given, or else the environment's. Raises SettingsFault."""
        return self._given or settings.load_settings(os.environ)

    @cached_property
    def keys(self) -> Keys:
        """The keys of this installation. Raises SettingsFault where there are none, or the patient's page's alone."""
        return Keys.derive(self.settings.master_key())

    @cached_property
    def database(self) -> Database:
        """The migrated database. Raises SettingsFault while `notifier init` has not been run, as after an upgrade."""
        Keys.of(self.settings)
        if self.settings.is_door_only and not self.settings.database_url.startswith("postgresql"):
            raise SettingsFault(f"write the database_url of the page's own role into {self.settings.instance}")
        database = Database.open(self.settings.database_url)
        has, newest = database.revisions()
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
            if self.settings.is_door_only:
                raise NotAllowed("the patient's page by itself cannot see that this is a sample: unset NOTIFIER_NOW")
            with self.database.reading() as session:
                if practices.real_patients(session):
                    raise NotAllowed("NOTIFIER_NOW fixes the time and is for sample practices only: unset it")
        return self.settings.clock()

    def close(self) -> None:
        """Give back what was opened."""
        if "database" in self.__dict__:
            self.database.close()

    def stationery(self) -> Stationery:
        """Fonts and shell of the letters. The fonts are built by `make setup` and part of an installed package."""
        return Stationery.load(template_root(), _FONTS, ENVELOPES[self.settings.envelope])

    @contextmanager
    def acting(self, email: str) -> Iterator[tuple[Session, StaffAccount]]:
        """A writing session with the member of staff who acts."""
        with self.database.writing() as session:
            yield session, accounts.account_by_email(session, email)

    def practice_id(self, session: Session) -> int:
        """The practice that commands without a member of staff mean."""
        return practices.the_only(session).id


# The file under notifier.cli that has each command in its COMMANDS.
_FILES = {
    "init": "setup_commands",
    "staff": "setup_commands",
    "audit": "setup_commands",
    "doctor": "doctor_command",
    "backup": "setup_commands",
    "list": "list_commands",
    "sample-list": "list_commands",
    "campaign": "campaign_commands",
    "reply": "reply_commands",
    "outcomes": "outcome_commands",
    "export": "outcome_commands",
    "reconcile-codes": "outcome_commands",
    "evidence": "outcome_commands",
    "letters": "letter_commands",
    "reprint": "letter_commands",
    "posted": "letter_commands",
    "returned": "letter_commands",
    "handed": "letter_commands",
    "kit": "kit_commands",
    "footer": "kit_commands",
    "display": "kit_commands",
    "door": "door_command",
    "send": "run_commands",
    "serve": "run_commands",
    "worker": "run_commands",
    "sandbox": "sandbox_command",
    "demo": "demo_command",
}


class _Program(click.Group):
    """Imports a command's file when it is called, and says a `Fault` on standard error with exit status 1.

    Wrong usage is click's own exit status 2.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _FILES:
            return None
        commands: dict[str, click.Command] = import_module(f"notifier.cli.{_FILES[cmd_name]}").COMMANDS
        return commands[cmd_name]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Fault as fault:
            click.echo(f"notifier: {fault}", err=True)
            sys.exit(1)


@click.group(cls=_Program)
@click.version_option(package_name="fair-notice")
@click.pass_context
def program(ctx: click.Context) -> None:
    """Tell every patient about a blanket decision on their records, and let each of them answer."""
    ctx.obj = ctx.obj or Installation()
    ctx.call_on_close(ctx.obj.close)


def main() -> None:
    """The `notifier` command."""
    program()


def say_json(value: Any) -> None:
    """One JSON object, alone on standard output."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False, default=_plain))


def say(text: str) -> None:
    """A remark for the person at the terminal; standard output is for results."""
    click.echo(text, err=True)


def parse_moment(text: str) -> datetime:
    """A time as people and scripts write it: ISO, UTC when it names no zone, or a date (its beginning in London)."""
    try:
        if len(text) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(text), time.min, LONDON).astimezone(UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time: write 2026-11-23 or 2026-11-23T10:00:00+00:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def parse_reception_day(text: str | None, now: datetime) -> datetime:
    """When a reply of that day came: now for today, else noon in London."""
    if text is None:
        return now
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date: write 2026-11-23") from None
    if day == now.astimezone(LONDON).date():
        return now
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
