"""The routes of the record of what was done."""

from flask import Blueprint

from web.context import AppContext
from web.staff.audit_pages import AuditPages


class WatchViews:
    """Joins these pages to the staff's door."""

    def __init__(self, context: AppContext) -> None:
        self._audit = AuditPages(context)

    def add_to(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        add = blueprint.add_url_rule
        add("/record", "audit", self._audit.show)
        add("/record", "take_audit", self._audit.take, methods=["POST"])
        add("/record/patients/<int:patient_id>", "patient_audit", self._audit.about_patient)
