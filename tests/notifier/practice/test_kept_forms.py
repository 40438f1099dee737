"""What was half typed: kept for its person for an hour, and forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import select

from notifier.evidence import retention
from notifier.practice import kept_forms, practices
from notifier.practice.accounts import add_account
from notifier.practice.kept_forms import FilledForm
from notifier.store.database import Database
from notifier.store.tables import KeptForm
from notifier.vocabulary import Role

KEY, SECRET = b"k" * 32, "the browser's"
NOTE = FilledForm("/staff/a?b=c", "/staff/a", {"note": ["One\n\ud83d"], "password": ["never"], "csrf_token": ["x"]})


def test_it_is_kept_by_address_without_what_proves_anything_and_for_an_hour(database: Database, now: datetime) -> None:
    person = someone(database, now)
    with database.writing() as session:
        for form in (NOTE._replace(fields={"note": ["earlier"]}), NOTE, NOTE._replace(sent_to="/staff/b")):
            assert kept_forms.keep_form(session, KEY, SECRET, person, form, now)
        assert not kept_forms.keep_form(session, KEY, SECRET, person, NOTE._replace(fields={"code": ["123456"]}), now)
        huge = NOTE._replace(fields={"note": ["x" * 70_000]})
        assert not kept_forms.keep_form(session, KEY, SECRET, person, huge, now)
    with database.reading() as session:
        newest, other = kept_forms.kept_forms(session, KEY, SECRET, person, now)
        assert (newest.sent_to, other) == ("/staff/b", NOTE._replace(fields={"note": ["One\n\ud83d"]}))
        assert kept_forms.kept_forms(session, b"another key".ljust(32), SECRET, person, now) == []
        assert kept_forms.kept_forms(session, KEY, SECRET, person, now + timedelta(hours=1)) == []
    retention.tidy(database, now + timedelta(minutes=59))
    assert rows(database) == 2
    retention.tidy(database, now + timedelta(hours=1))
    assert rows(database) == 0


def someone(database: Database, now: datetime) -> int:
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="A", ods_code="Y00001", phone="", address=())
        return add_account(session, practice.id, "sam@example.com", Role.RECEPTION, now).id


def rows(database: Database) -> int:
    with database.reading() as session:
        return len(session.execute(select(KeptForm.id)).all())
