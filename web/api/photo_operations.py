"""Pictures of slips, of a patient's or of one of nobody: kept without where and when they were taken."""

from datetime import datetime

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from notifier.outcomes import search
from notifier.practice.accounts import StaffAccount
from notifier.replies import slip_photos, unmatched_slips
from notifier.replies.slip_photos import LARGEST_PHOTO, PhotoOwner
from web.api.operations import DESK, JPEG, ApiModel, operation
from web.context import AppContext

_PART = "photo"


class ApiPhoto(ApiModel):
    """A picture of a slip, as its list names it."""

    id: int
    added_at: datetime
    added_by: str


class SlipPhotos(ApiModel):
    """The pictures of a patient's slips, or of a slip, the oldest first."""

    items: list[ApiPhoto]


class KeptPhoto(ApiModel):
    """The number of a picture that is kept; of the same picture again it is the same."""

    id: int


class PhotoOperations:
    """A picture is made anew from its pixels, at most of 2,000 pixels an edge."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/campaigns/{campaign_id}/patients/{patient_id}/photos", DESK)
    def list_photos(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> SlipPhotos:
        """List the pictures of a patient's slips."""
        return self._list(staff, campaign_id, PhotoOwner(patient_id=patient_id))

    @operation("POST", "/campaigns/{campaign_id}/patients/{patient_id}/photos", DESK, status=201, takes_file=_PART)
    def add_photo(self, staff: StaffAccount, campaign_id: int, patient_id: int, file: FileStorage) -> KeptPhoto:
        """Keep a picture of a patient's slip: JPEG, PNG or WebP, of 12 MB at most."""
        return self._add(staff, campaign_id, PhotoOwner(patient_id=patient_id), file)

    @operation("GET", "/campaigns/{campaign_id}/patients/{patient_id}/photos/{photo_id}", DESK, media=JPEG)
    def show_photo(self, staff: StaffAccount, campaign_id: int, patient_id: int, photo_id: int) -> Response:
        """Show a picture of a patient's slip."""
        return self._show(staff, campaign_id, PhotoOwner(patient_id=patient_id), photo_id)

    @operation("GET", "/campaigns/{campaign_id}/slips/{slip_id}/photos", DESK)
    def list_slip_photos(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> SlipPhotos:
        """List the pictures of a slip of nobody."""
        return self._list(staff, campaign_id, PhotoOwner(slip_id=slip_id))

    @operation("POST", "/campaigns/{campaign_id}/slips/{slip_id}/photos", DESK, status=201, takes_file=_PART)
    def add_slip_photo(self, staff: StaffAccount, campaign_id: int, slip_id: int, file: FileStorage) -> KeptPhoto:
        """Keep a picture of a slip of nobody; it becomes the patient's when the slip finds its patient."""
        return self._add(staff, campaign_id, PhotoOwner(slip_id=slip_id), file)

    @operation("GET", "/campaigns/{campaign_id}/slips/{slip_id}/photos/{photo_id}", DESK, media=JPEG)
    def show_slip_photo(self, staff: StaffAccount, campaign_id: int, slip_id: int, photo_id: int) -> Response:
        """Show a picture of a slip of nobody."""
        return self._show(staff, campaign_id, PhotoOwner(slip_id=slip_id), photo_id)

    def _list(self, staff: StaffAccount, campaign_id: int, owner: PhotoOwner) -> SlipPhotos:
        with self._context.database.reading() as session:
            self._check(session, staff, campaign_id, owner)
            found = slip_photos.photos_of(session, staff.practice_id, owner)
        return SlipPhotos(items=[ApiPhoto.model_validate(one) for one in found])

    def _add(self, staff: StaffAccount, campaign_id: int, owner: PhotoOwner, file: FileStorage) -> KeptPhoto:
        content = file.stream.read(LARGEST_PHOTO + 1)
        with self._context.database.writing() as session:
            self._check(session, staff, campaign_id, owner)
            return KeptPhoto(id=slip_photos.add_photo(session, owner, content, staff, self._context.clock()))

    def _show(self, staff: StaffAccount, campaign_id: int, owner: PhotoOwner, photo_id: int) -> Response:
        with self._context.database.reading() as session:
            self._check(session, staff, campaign_id, owner)
            jpeg = slip_photos.picture_of(session, staff.practice_id, owner, photo_id)
        return Response(jpeg, mimetype=JPEG)

    def _check(self, session: Session, staff: StaffAccount, campaign_id: int, owner: PhotoOwner) -> None:
        """Raises NotFound unless the campaign and the patient, or the slip, are this practice's."""
        if owner.slip_id is not None:
            unmatched_slips.slip_of_campaign(session, staff.practice_id, campaign_id, owner.slip_id)
        elif owner.patient_id is not None:
            search.patient_match(session, staff.practice_id, campaign_id, owner.patient_id, self._context.clock())
