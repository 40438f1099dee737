"""Routes of the front desk: the box, the patient's page, and taking back what was logged there."""

from flask import Blueprint

from web.context import AppContext
from web.staff.desk_pages import DeskPages
from web.staff.link_pages import LinkPages
from web.staff.misfiled_reply_pages import MisfiledReplyPages
from web.staff.patient_pages import PatientPages


class DeskRoutes:
    """Joins these pages to the staff's door."""

    def __init__(self, context: AppContext) -> None:
        self._desk = DeskPages(context)
        self._patients = PatientPages(context)
        self._links = LinkPages(context)
        self._misfiled = MisfiledReplyPages(context)

    def add(self, blueprint: Blueprint) -> None:
        """Add every route."""
        add, desk, patients = blueprint.add_url_rule, self._desk, self._patients
        place = "/campaigns/<int:campaign_id>/desk"
        add(place, "desk", desk.search)
        add(place, "find", desk.find, methods=["POST"])
        add(f"{place}/pile", "begin_pile", desk.begin_pile, methods=["POST"])
        add(f"{place}/pile/end", "end_pile", desk.end_pile, methods=["POST"])
        add(f"{place}/waiting/forget", "forget_waiting", desk.forget_waiting, methods=["POST"])
        patient = "/campaigns/<int:campaign_id>/patients/<int:patient_id>"
        add(patient, "patient", patients.patient)
        add(patient, "log", patients.log, methods=["POST"])
        add(f"{patient}/told", "confirm_told", patients.confirm_told, methods=["POST"])
        add(f"{patient}/handed-over", "hand_over", patients.hand_over, methods=["POST"])
        add(f"{patient}/link", "link", self._links.confirm)
        add(f"{patient}/link", "replace_link", self._links.replace, methods=["POST"])
        add(f"{patient}/answers/<reference>/undo", "undo", patients.undo, methods=["POST"])
        taken_back = f"{patient}/answers/<reference>/take-back"
        add(taken_back, "confirm_take_back", self._misfiled.confirm)
        add(taken_back, "take_back", self._misfiled.take_back, methods=["POST"])
