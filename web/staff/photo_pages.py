"""Pictures of slips, of a patient's or of one of nobody: added by a phone's camera or a scanner, and looked at."""

from typing import NamedTuple

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes import search
from notifier.practice.accounts import StaffAccount
from notifier.replies import slip_photos, unmatched_slips
from notifier.replies.slip_photos import PhotoOwner
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)


class _Place(NamedTuple):
    """Whose pictures a page has, and the addresses around it."""

    owner: PhotoOwner
    campaign_id: int

    @property
    def address(self) -> str:
        if self.owner.slip_id is not None:
            return url_for("staff.slip_photos", campaign_id=self.campaign_id, slip_id=self.owner.slip_id)
        return url_for("staff.photos", campaign_id=self.campaign_id, patient_id=self.owner.patient_id)


class PhotoPages:
    """The page of the pictures of a patient's slips, or of a slip of nobody, with the form that adds one."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Every picture of a patient's slips, and the form."""
        return self._page(staff, _Place(PhotoOwner(patient_id=patient_id), campaign_id))

    @needs(*_DESK)
    def add(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Keep a picture of a patient's slip."""
        return self._add(staff, _Place(PhotoOwner(patient_id=patient_id), campaign_id))

    @needs(*_DESK)
    def picture(self, staff: StaffAccount, campaign_id: int, patient_id: int, photo_id: int) -> ResponseReturnValue:
        """One picture of a patient's slip itself."""
        return self._picture(staff, _Place(PhotoOwner(patient_id=patient_id), campaign_id), photo_id)

    @needs(*_DESK)
    def index_of_slip(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> ResponseReturnValue:
        """Every picture of a slip of nobody, and the form."""
        return self._page(staff, _Place(PhotoOwner(slip_id=slip_id), campaign_id))

    @needs(*_DESK)
    def add_to_slip(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> ResponseReturnValue:
        """Keep a picture of a slip of nobody; it stays with the slip when that finds its patient."""
        return self._add(staff, _Place(PhotoOwner(slip_id=slip_id), campaign_id))

    @needs(*_DESK)
    def picture_of_slip(
        self, staff: StaffAccount, campaign_id: int, slip_id: int, photo_id: int
    ) -> ResponseReturnValue:
        """One picture of a slip itself."""
        return self._picture(staff, _Place(PhotoOwner(slip_id=slip_id), campaign_id), photo_id)

    def _add(self, staff: StaffAccount, place: _Place) -> ResponseReturnValue:
        given = request.files.get("photo")
        if given is None or not given.filename:
            return self._page(staff, place, "Choose the picture of the slip"), 400
        content = given.stream.read(slip_photos.LARGEST_PHOTO + 1)
        try:
            with self._context.database.writing() as session:
                self._check(session, staff, place)
                slip_photos.add_photo(session, place.owner, content, staff, self._context.clock())
        except ValueRefused as refusal:
            return self._page(staff, place, sentence(refusal)), 400
        except NotAllowed as refusal:
            return self._page(staff, place, refusal=sentence(refusal)), 409
        flash("The picture is kept. Where and when it was taken is not in it any more.")
        return redirect(place.address, 303)

    def _picture(self, staff: StaffAccount, place: _Place, photo_id: int) -> Response:
        with self._context.database.reading() as session:
            self._check(session, staff, place)
            jpeg = slip_photos.picture_of(session, staff.practice_id, place.owner, photo_id)
        return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})

    def _check(self, session: Session, staff: StaffAccount, place: _Place) -> None:
        """Raises NotFound unless the campaign, and the slip, are this practice's and belong together."""
        campaign_of_page(self._context, session, staff, place.campaign_id)
        if place.owner.slip_id is not None:
            unmatched_slips.slip_of_campaign(session, staff.practice_id, place.campaign_id, place.owner.slip_id)

    def _page(self, staff: StaffAccount, place: _Place, fault: str = "", *, refusal: str = "") -> str:
        now, owner = self._context.clock(), place.owner
        patient = slip = None
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, place.campaign_id)
            if owner.patient_id is not None:
                patient = search.patient_match(session, staff.practice_id, place.campaign_id, owner.patient_id, now)
            elif owner.slip_id is not None:
                slip = unmatched_slips.slip_of_campaign(session, staff.practice_id, place.campaign_id, owner.slip_id)
            photos = slip_photos.photos_of(session, staff.practice_id, owner)
        return render_template(
            "staff/photos.html",
            staff=staff,
            campaign=campaign,
            patient=patient,
            slip=slip,
            photos=photos,
            largest=slip_photos.LARGEST_PHOTO,
            faults={"photo": fault} if fault else {},
            refusal=refusal,
        )
