"""The link with which a member of staff chooses a password, emailed to them by the practice's own provider.

It is made when it is sent, by the worker: what was asked for names a person, and no table, job or log ever holds the
secret, but as a digest. It goes to the address with which its person signs in, and to no other: whoever has the link
chooses their password. Where a patient is on record with just that address, it is not sent: somebody may have mistyped.
"""

import logging
from datetime import datetime
from html import escape
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.errors import NotAllowed
from notifier.messages.email_document import email_document
from notifier.patients.access_codes import new_reference
from notifier.practice import account_links, accounts
from notifier.practice.account_links import MadeLink
from notifier.practice.accounts import KnownPerson, StaffAccount
from notifier.providers.audiences import check_audience, is_sample_mailbox
from notifier.providers.base import Provider, Refused, Result, Unknown
from notifier.providers.message_types import EmailMessage, EmailTemplate
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Patient
from notifier.vocabulary import AccountLinkKind

_LOG = logging.getLogger(__name__)
_SUBJECTS = {
    AccountLinkKind.INVITATION: "Choose your password for Fair Notice",
    AccountLinkKind.RESET: "Choose a new password for Fair Notice",
}


class LinkToMail(NamedTuple):
    """What a manager asked for."""

    person_id: int
    to: str  # the address of their account when it was asked for
    before_secret: str  # the address of the page that takes the link, up to its secret


def check_address(session: Session, practice_id: int, email: str) -> None:
    """Raise NotAllowed where a patient of the practice has this address, which nobody can tell from a mistake."""
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        return
    query = select(exists().where(Patient.practice_id == practice_id, func.lower(Patient.email) == email.lower()))
    if session.execute(query).scalar_one():
        raise NotAllowed(
            "a patient is on record with this address, so nothing is emailed to it: if it is the right one, show the "
            "link and hand it over"
        )


def mail_link(database: Database, provider: Provider, asked: LinkToMail, by: StaffAccount, now: datetime) -> Result:
    """Make a link for a person and email it to them; `Unknown` when the answer was lost, so that it may have gone.

    That it is sent is written down before the provider hears of it; a link that the provider refused is ended. Raises
    NotFound for an account that is not open, and NotAllowed to whoever is no manager, where the person has another
    address now, for an address that is a patient's, and for a sample address at a real provider or the reverse.
    """
    with database.writing() as session:
        person = accounts.known_person(session, by.practice_id, asked.person_id)
        check_audience(provider.audience, is_sample=is_sample_mailbox(person.email))
        check_address(session, by.practice_id, person.email)
        if person.email != asked.to:
            raise NotAllowed("this person's address was changed meanwhile: look at their page, and ask once more")
        made = account_links.make_link(session, person.email, now, by)
        mailed = AuditAction.LINK_MAILED
        audit.append(session, mailed, now, staff_id=by.id, link=made.id, subject=asked.person_id)
    message = _message(person, made, by, f"{asked.before_secret}{made.secret}")
    try:
        result = dict(provider.send([message])).get(message.reference, Unknown())
    except Exception as error:  # whatever a provider's library raises, the message may have gone by then
        _LOG.error("the mail with link %d broke off: %s", made.id, type(error).__name__)
        return Unknown()
    if isinstance(result, Refused):
        with database.writing() as session:
            account_links.end_link(session, made, now)
    return result


def _message(person: KnownPerson, made: MadeLink, by: StaffAccount, link: str) -> EmailMessage:
    ends = f"{made.ends_at.astimezone(LONDON):%d %B %Y, %H:%M}".lstrip("0")
    chooses = "a password" if made.kind is AccountLinkKind.INVITATION else "a new password"
    before = [
        f"Dear {person.name},",
        (
            f"{by.name} of {by.practice_name} asks you to choose {chooses} for Fair Notice, where you sign in as "
            f"{person.email}. Open this link:"
        ),
    ]
    after = [
        f"It works once, until {ends}. Whoever has it can choose your password: pass it on to nobody.",
        f"If you did not expect this, do nothing, and tell {by.name}.",
    ]
    text = "\n\n".join([*before, link, *after]) + "\n"
    words = [*map(escape, before), f'<a href="{escape(link)}">{escape(link)}</a>', *map(escape, after)]
    subject = _SUBJECTS[made.kind]
    html = email_document("".join(f"<p>{one}</p>" for one in words), by.practice_name, subject)
    template = EmailTemplate(by.practice_name, subject, text, html)
    return EmailMessage(new_reference(), person.email, template, {})
