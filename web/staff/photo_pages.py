"""Pictures of a patient's slips: added by a phone's camera or a scanner, and looked at."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import ValueRefused
from notifier.outcomes import search
from notifier.practice.accounts import StaffAccount
from notifier.replies import slip_photos
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)


class PhotoPages:
    """The page of a patient's pictures, with the form that adds one, and each picture."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Every picture, and the form."""
        return self._page(staff, campaign_id, patient_id)

    @needs(*_DESK)
    def add(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Keep a picture."""
        given = request.files.get("photo")
        if given is None or not given.filename:
            return self._page(staff, campaign_id, patient_id, "Choose the picture of the slip"), 400
        content = given.stream.read(slip_photos.LARGEST_PHOTO + 1)
        try:
            with self._context.database.writing() as session:
                campaign_of_page(self._context, session, staff, campaign_id)
                slip_photos.add_photo(session, patient_id, content, staff, self._context.clock())
        except ValueRefused as refusal:
            return self._page(staff, campaign_id, patient_id, sentence(refusal)), 400
        flash("The picture is kept. Where and when it was taken is not in it any more.")
        return redirect(url_for("staff.photos", campaign_id=campaign_id, patient_id=patient_id), 303)

    @needs(*_DESK)
    def picture(self, staff: StaffAccount, campaign_id: int, patient_id: int, photo_id: int) -> ResponseReturnValue:
        """One picture itself."""
        with self._context.database.reading() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            jpeg = slip_photos.picture_of(session, staff.practice_id, patient_id, photo_id)
        return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})

    def _page(self, staff: StaffAccount, campaign_id: int, patient_id: int, fault: str = "") -> str:
        now = self._context.clock()
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, now)
            photos = slip_photos.photos_of(session, staff.practice_id, patient_id)
        return render_template(
            "staff/photos.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            photos=photos,
            largest=slip_photos.LARGEST_PHOTO,
            faults={"photo": fault} if fault else {},
        )
