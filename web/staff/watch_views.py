"""The routes of the lists behind the numbers, and of the record of what was done."""

from flask import Blueprint

from web.context import AppContext
from web.staff.audit_pages import AuditPages
from web.staff.people_list_pages import PeopleListPages


class WatchViews:
    """Joins these pages to the staff's door."""

    def __init__(self, context: AppContext) -> None:
        self._people = PeopleListPages(context)
        self._audit = AuditPages(context)

    def add_to(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        add = blueprint.add_url_rule
        who = "/campaigns/<int:campaign_id>/who/<group>"
        add(who, "people_list", self._people.show)
        add(who, "take_people_list", self._people.take, methods=["POST"])
        add("/record", "audit", self._audit.show)
        add("/record", "take_audit", self._audit.take, methods=["POST"])
        add("/record/patients/<int:patient_id>", "patient_audit", self._audit.about_patient)
