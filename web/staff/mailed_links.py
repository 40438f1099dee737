"""A link to choose a password, emailed by a worker: whether that can be, asking for it, and what came of it."""

from urllib.parse import urlsplit

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, SettingsFault
from notifier.messages.link_mail import check_address
from notifier.practice import jobs
from notifier.practice.accounts import KnownPerson, StaffAccount
from notifier.practice.jobs import Job
from notifier.providers.audiences import check_audience, email_provider, is_sample_mailbox
from notifier.providers.plugin import is_loopback
from notifier.providers.registry import providers
from notifier.vocabulary import FailReason, JobKind, Task
from web.context import AppContext
from web.staff.proof_pages import origin_of_request, site_of_request
from web.templating import sentence

BY_EMAIL = "email"  # as a form has it
_ANY = "-"  # stands in an address for the secret, which the worker puts there


class MailedLinks:
    """Asks the workers for it by the id of a person. The link is made when it is sent, and nobody here ever has it."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def why_not(self, staff: StaffAccount, email: str) -> str:
        """Why nothing can be emailed to this address from here; empty where it can."""
        try:
            provider = email_provider(providers(self._context.settings))
            if provider is None:
                return "Nothing carries emails here: show the link, and hand it over"
            check_audience(provider.audience, is_sample=is_sample_mailbox(email.lower()))
            with self._context.database.reading() as session:
                check_address(session, staff.practice_id, email)
        except (NotAllowed, SettingsFault) as refusal:
            return sentence(refusal)
        return ""

    def ask(self, session: Session, staff: StaffAccount, person: KnownPerson) -> None:
        """Ask for it, within what is being written."""
        page = url_for("staff.person", person_id=person.id)
        before_secret = address_of(self._context, _ANY).removesuffix(_ANY)
        if is_loopback(site_of_request()):  # whoever reads the mail does not sit at this computer
            before_secret = f"{self._context.settings.public_url}{urlsplit(before_secret).path}"
        details = {"person": person.id, "to": person.email, "before_secret": before_secret, "page": page}
        jobs.ask_job(session, staff, JobKind.MAIL_LINK, details, self._context.clock())

    def asked(self, person_id: int) -> ResponseReturnValue:
        """Wake the workers once it is asked for, and go to the page that says what comes of it."""
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.person", person_id=person_id), 303)


def latest_mail(session: Session, practice_id: int, person_id: int) -> tuple[Job | None, FailReason | None]:
    """The last link that was to be emailed to a person, within a week, and why the provider refused it if it did."""
    job = jobs.latest_about(session, practice_id, JobKind.MAIL_LINK, person=person_id)
    reason = job.result.get("reason") if job else None
    return job, FailReason(reason) if reason else None


def address_of(context: AppContext, secret: str) -> str:
    """The page on which a password is chosen by the link with this secret, as whoever asks reaches us."""
    return f"{origin_of_request(context)}{url_for('staff.choose_password', secret=secret)}"
