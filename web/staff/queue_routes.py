"""Routes of what a desk is told beside answers, and of what waits until a person has settled it."""

from flask import Blueprint

from web.context import AppContext
from web.staff.matter_pages import MatterPages
from web.staff.photo_pages import PhotoPages
from web.staff.queue_pages import QueuePages
from web.staff.slip_pages import SlipPages


class QueueRoutes:
    """Joins these pages to the staff's door."""

    def __init__(self, context: AppContext) -> None:
        self._matters = MatterPages(context)
        self._slips = SlipPages(context)
        self._photos = PhotoPages(context)
        self._queue = QueuePages(context)

    def add(self, blueprint: Blueprint) -> None:
        """Add every route."""
        add, matters = blueprint.add_url_rule, self._matters
        add("/campaigns/<int:campaign_id>/things-to-settle", "queue", self._queue.index)
        patient = "/campaigns/<int:campaign_id>/patients/<int:patient_id>"
        noted = f"{patient}/told-us/<any(died, moved, complaint):about>"
        add(noted, "new_matter", matters.new)
        add(noted, "note_matter", matters.note, methods=["POST"])
        matter = f"{patient}/matters/<int:matter_id>"
        add(matter, "matter", matters.show)
        add(f"{matter}/acknowledged", "acknowledge_matter", matters.acknowledge, methods=["POST"])
        add(f"{matter}/<any(answered, taken_back):ending>", "end_matter", matters.end, methods=["POST"])
        slips = "/campaigns/<int:campaign_id>/slips"
        add(slips, "unmatched_slips", self._slips.index)
        add(f"{slips}/new", "keep_unmatched_slip", self._slips.form)
        add(f"{slips}/new", "keep_slip", self._slips.keep, methods=["POST"])
        slip = f"{slips}/<int:slip_id>"
        add(slip, "unmatched_slip", self._slips.show)
        add(slip, "look_for_slip", self._slips.look_for, methods=["POST"])
        add(f"{slip}/patients/<int:patient_id>", "match_slip", self._slips.match, methods=["POST"])
        add(f"{slip}/closed", "close_slip", self._slips.close, methods=["POST"])
        add(f"{slip}/photos", "slip_photos", self._photos.index_of_slip)
        add(f"{slip}/photos", "add_slip_photo", self._photos.add_to_slip, methods=["POST"])
        add(f"{slip}/photos/<int:photo_id>.jpg", "slip_photo", self._photos.picture_of_slip)
        add(f"{patient}/photos", "photos", self._photos.index)
        add(f"{patient}/photos", "add_photo", self._photos.add, methods=["POST"])
        add(f"{patient}/photos/<int:photo_id>.jpg", "photo", self._photos.picture)
