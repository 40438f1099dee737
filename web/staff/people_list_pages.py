"""The people behind a number of the campaign's page, in parts; a manager takes the list away as a file."""

import hashlib

from flask import render_template
from flask.typing import ResponseReturnValue

from notifier.outcomes import listed_people
from notifier.outcomes.listed_people import ListedPerson
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff.csv_answers import csv_answer, csv_bytes
from web.staff.pages_of_list import PER_PAGE, PartOfList, asked_page
from web.staff.people_groups import find_group
from web.staff.shown_campaigns import campaign_of_page, figures_of_page

_HEAD = (
    "NHS number",
    "Name",
    "Date of birth",
    "What would follow",
    "Why held",
    "How surely told",
    "What they said",
    "Last day to answer",
)


class PeopleListPages:
    """Names patients, so it is for the desk and for managers alone."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, Role.RECEPTION)
    def show(self, staff: StaffAccount, campaign_id: int, group: str) -> ResponseReturnValue:
        """One part of a list, by name."""
        found, page = find_group(group), asked_page()
        figures_of_page(self._context, staff, campaign_id)  # so that the list has as many as the number says
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            start = (page - 1) * PER_PAGE
            listed = listed_people.list_people(session, campaign_id, found.wanted, most=PER_PAGE, start=start)
        return render_template(
            "staff/people_list.html",
            staff=staff,
            campaign=campaign,
            group=group,
            title=found.title,
            people=listed.people,
            part=PartOfList(page, listed.total),
            may_take=Role.MANAGER in staff.roles,
        )

    @needs(Role.MANAGER, proven=True)
    def take(self, staff: StaffAccount, campaign_id: int, group: str) -> ResponseReturnValue:
        """The whole list as a CSV file; that it was taken is written down first."""
        found = find_group(group)
        figures_of_page(self._context, staff, campaign_id)  # so that the list has as many as the number says
        with self._context.database.writing() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            listed = listed_people.list_people(session, campaign_id, found.wanted)
            content = csv_bytes(_HEAD, map(_row, listed.people))
            audit.append(
                session,
                AuditAction.PEOPLE_TAKEN,
                self._context.clock(),
                staff_id=staff.id,
                campaign_id=campaign_id,
                list=group,
                people=listed.total,
                sha256=hashlib.sha256(content).hexdigest(),
            )
        return csv_answer(content, f"campaign-{campaign_id}-{group}.csv")


def _row(person: ListedPerson) -> tuple[object, ...]:
    return (
        person.nhs_number,
        person.full_name,
        person.date_of_birth.isoformat(),
        label_of(person.outcome),
        label_of(person.reason),
        label_of(person.evidence),
        label_of(person.choice) if person.choice else None,
        person.deadline_on.isoformat() if person.deadline_on else None,
    )
