"""What was done, by whom and when: the audit chain with filters, in parts, and as a file."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns.calendar import LONDON
from notifier.evidence import audit_filters, audit_sentences
from notifier.evidence.audit_filters import PROGRAM, EventFilter
from notifier.evidence.audit_sentences import EventPart
from notifier.outcomes import campaign_view
from notifier.practice import accounts
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.csv_answers import csv_answer, csv_bytes
from web.staff.pages_of_list import PER_PAGE, PartOfList, asked_page
from web.templating import moment

_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_PROGRAM_WORD = "program"
_FIELDS = ("who", "what", "since", "until", "campaign")
# The words of the chain by which its events are told apart, for people; what is not here is shown as it is.
AREAS: Mapping[str, str] = {
    "practice": "The practice’s details",
    "first_run": "The first set-up",
    "settings": "Settings",
    "machine": "Machines that send",
    "staff": "People and their roles",
    "session": "Signing in",
    "link": "Links",
    "identity": "Who is who",
    "patient": "Pages of patients that were opened",
    "list": "The patient list",
    "campaign": "Campaigns: drafting, approval, launch, pauses",
    "display": "Posters and prescriptions",
    "planning": "Planning what is sent",
    "telling": "Messages at a doubtful place",
    "slice": "First messages that came back well",
    "channel": "Channels that stopped or went on",
    "alarm": "Alarms",
    "delivery": "Messages that were settled",
    "suppression": "Who wants nothing more by a channel",
    "letters": "Letters printed and posted",
    "letter": "Single letters",
    "reply": "Answers",
    "review": "Answers that were looked at",
    "inbound": "Texts that fitted nobody",
    "outcomes": "Freezing",
    "coding": "Tasks with codes",
    "codes": "Comparisons of codes",
    "export": "Lists for the clinical system",
    "evidence": "Packs of evidence",
    "backup": "Backups",
    "facts": "What was sealed of patients and messages",
    "chain": "Signatures and time stamps of this record",
    "stamp": "Time stamps that were not given",
    "file": "Files that were taken away",
    "token": "Tokens for programs",
    "matter": "Deaths, moves and complaints that somebody told of",
    "slip": "Slips of people who are not on the list",
    "photo": "Pictures of slips",
    "people": "Lists of patients that were taken away",
    "audit": "This record itself",
    "transfer": "Letters to another practice",
    "retention": "Forgetting patients",
}


class AuditPages:
    """For whoever answers for the practice, and for an auditor. It names staff, and no patient."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_READERS)
    def show(self, staff: StaffAccount) -> ResponseReturnValue:
        """The events that the filters ask for, the newest first."""
        return self._page(staff, None)

    @needs(Role.MANAGER)
    def about_patient(self, staff: StaffAccount, patient_id: int) -> ResponseReturnValue:
        """The events about one patient; that is a look at them, and written down as such."""
        return self._page(staff, patient_id)

    @needs(*_READERS, proven=True)
    def take(self, staff: StaffAccount) -> ResponseReturnValue:
        """What the filters ask for, as a CSV file; that it was taken is written down first."""
        wanted, faults = read_filter(request.form)
        if faults:
            return redirect(url_for("staff.audit"), 303)
        now = self._context.clock()
        with self._context.database.writing() as rows:
            found = audit_sentences.events_in_parts(rows, wanted, staff.practice_id, most=None)
            lines = ((one.id, moment(one.at), one.campaign_id, one.sentence) for one in found.events)
            content = csv_bytes(("Number", "When", "Campaign", "What was done"), lines)
            digest = hashlib.sha256(content).hexdigest()
            taken = AuditAction.AUDIT_TAKEN
            audit.append(rows, taken, now, staff_id=staff.id, events=found.total, sha256=digest)
        return csv_answer(content, "what-was-done.csv")

    def _page(self, staff: StaffAccount, patient_id: int | None) -> ResponseReturnValue:
        wanted, faults = read_filter(request.args, patient_id)
        page = asked_page()
        with self._context.database.reading() as rows:
            start = (page - 1) * PER_PAGE
            practice_id, nothing = staff.practice_id, EventPart(0, ())
            found = (
                nothing
                if faults
                else audit_sentences.events_in_parts(rows, wanted, practice_id, most=PER_PAGE, start=start)
            )
            people = accounts.known_people(rows, practice_id)
            campaigns = campaign_view.view_campaigns(rows, practice_id, self._context.settings.reply_channels)
        return render_template(
            "staff/audit.html",
            staff=staff,
            events=found.events,
            part=PartOfList(page, found.total),
            people=people,
            campaigns_known={one.id: one.name for one in campaigns},
            areas=[(word, AREAS.get(word, word)) for word in audit_filters.audit_areas()],
            typed={name: request.args.get(name, "") for name in _FIELDS},
            patient_id=patient_id,
            faults=faults,
        ), (400 if faults else 200)


def read_filter(given: Mapping[str, str], patient_id: int | None = None) -> tuple[EventFilter, dict[str, str]]:
    """What is asked for, and what is wrong with it by field."""
    faults: dict[str, str] = {}

    def day(name: str) -> date | None:
        text = given.get(name, "").strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            faults[name] = "Write the day as 2026-12-01"
            return None

    def number(name: str) -> int | None:
        text = given.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            faults[name] = "Choose one of the list"
            return None
        return int(text) if text else None

    by_program = given.get("who") == _PROGRAM_WORD
    area = given.get("what", "")
    if area and area not in audit_filters.audit_areas():
        faults["what"] = "Choose one of the list"
    since, until = day("since"), day("until")
    if since and until and since > until:
        faults["until"] = "The last day is before the first"
    wanted = EventFilter(
        staff_id=PROGRAM if by_program else number("who"),
        area=area,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        campaign_id=number("campaign"),
        patient_id=patient_id,
    )
    return wanted, faults


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
