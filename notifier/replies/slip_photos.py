"""Pictures of slips: read by what they are and not by their name, and made anew, so that nothing else comes with them.

A picture is kept in the database, where no web server reaches it by itself, and is forgotten together with its patient.
One of a slip of nobody stays with the slip when it finds its patient, and is the patient's from then on.
"""

import hashlib
import io
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Patient, SlipPhoto, Staff, UnmatchedSlip
from notifier.vocabulary import Role

LARGEST_PHOTO = 12 << 20  # bytes; a phone's camera makes three to eight
MOST_PHOTOS = 20  # of one patient
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 50_000_000  # what a file of a few bytes can pretend to have
_LONGEST_EDGE = 2_000  # pixels: handwriting on A4 is read at that
_QUALITY = 80
_NO_PICTURE = "this is no picture that can be read: give a photo as JPEG, PNG or WebP"


@dataclass(frozen=True, slots=True)
class PhotoOwner:
    """Whose pictures: a patient's, or a slip's whose patient nobody has found. One of the two ids is given."""

    patient_id: int | None = None
    slip_id: int | None = None

    @property
    def pictures(self) -> ColumnElement[bool]:
        """The rows of `SlipPhoto` that are of it."""
        if self.slip_id is not None:
            return SlipPhoto.slip_id == self.slip_id
        return SlipPhoto.patient_id == self.patient_id

    @property
    def called(self) -> str:
        """In a sentence for staff."""
        return "this patient’s slips" if self.slip_id is None else "this slip"


class PhotoView(NamedTuple):
    """A picture as its list names it."""

    id: int
    added_at: datetime
    added_by: str


def add_photo(session: Session, whose: PhotoOwner, content: bytes, staff: StaffAccount, now: datetime) -> int:
    """Keep a picture of a slip, made anew; returns its id. The same picture again is not kept twice.

    Raises NotAllowed without the role and for a slip that is settled, NotFound for another practice's patient or slip,
    ValueRefused for what is no picture or too large.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    _take_hold(session, staff.practice_id, whose)
    jpeg = clean_picture(content)
    digest = hashlib.sha256(jpeg).hexdigest()
    known = select(SlipPhoto.id, SlipPhoto.sha256).where(whose.pictures)
    there: dict[str, int] = {row.sha256: row.id for row in session.execute(known)}
    if digest in there:
        return there[digest]
    if len(there) >= MOST_PHOTOS:
        raise ValueRefused(f"there are {MOST_PHOTOS} pictures of {whose.called} already")
    row = SlipPhoto(**asdict(whose), added_at=now, added_by=staff.id, sha256=digest, jpeg=jpeg)
    session.add(row)
    session.flush()
    audit.append(session, AuditAction.PHOTO_ADDED, now, staff_id=staff.id, photo=row.id)
    return row.id


def clean_picture(content: bytes) -> bytes:
    """The picture as a JPEG of bounded size with nothing but its pixels, upright as the camera held it.

    Raises ValueRefused.
    """
    if len(content) > LARGEST_PHOTO:
        raise ValueRefused(f"the picture is larger than {LARGEST_PHOTO >> 20} MB")
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as given:
            if given.width * given.height > _MOST_PIXELS:
                raise ValueRefused("the picture has too many pixels: take it with a lower resolution")
            given.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
            upright = ImageOps.exif_transpose(given).convert("RGB")
    except ValueRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ValueRefused(_NO_PICTURE) from fault
    upright.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    plain = Image.new("RGB", upright.size)  # which has no metadata that could be written
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def photos_of(session: Session, practice_id: int, whose: PhotoOwner) -> list[PhotoView]:
    """The pictures of a patient's slips, or of one slip, the oldest first; none of another practice's."""
    query = (
        select(SlipPhoto.id, SlipPhoto.added_at, Staff)
        .join(Staff, Staff.id == SlipPhoto.added_by)
        .where(Staff.practice_id == practice_id, whose.pictures)
        .order_by(SlipPhoto.id)
    )
    return [PhotoView(photo_id, added_at, staff.called) for photo_id, added_at, staff in session.execute(query)]


def picture_of(session: Session, practice_id: int, whose: PhotoOwner, photo_id: int) -> bytes:
    """One picture of a patient's slips, or of one slip, as JPEG. Raises NotFound."""
    query = (
        select(SlipPhoto.jpeg)
        .join(Staff, Staff.id == SlipPhoto.added_by)
        .where(Staff.practice_id == practice_id, whose.pictures, SlipPhoto.id == photo_id)
    )
    jpeg = session.execute(query).scalar_one_or_none()
    if jpeg is None:
        raise NotFound("there is no such picture")
    return jpeg


def give_to_patient(session: Session, slip_id: int, patient_id: int) -> None:
    """Let the pictures of a slip be the patient's too whose it is, from the transaction on in which it is matched.

    One that the patient has already stays with the slip alone.
    """
    there = select(SlipPhoto.sha256).where(SlipPhoto.patient_id == patient_id)
    pictures = update(SlipPhoto).where(SlipPhoto.slip_id == slip_id, SlipPhoto.sha256.not_in(there))
    session.execute(pictures.values(patient_id=patient_id).execution_options(synchronize_session=False))


def _take_hold(session: Session, practice_id: int, whose: PhotoOwner) -> None:
    """Let nobody else add a picture, or settle the slip, until the transaction ends."""
    if whose.slip_id is None:
        patients = select(Patient.id).where(Patient.id == whose.patient_id, Patient.practice_id == practice_id)
        if session.execute(patients.with_for_update()).scalar_one_or_none() is None:
            raise NotFound("there is no such patient in this practice")
        return
    slips = select(UnmatchedSlip).join(Campaign, Campaign.id == UnmatchedSlip.campaign_id)
    slips = slips.where(UnmatchedSlip.id == whose.slip_id, Campaign.practice_id == practice_id)
    slip = session.execute(slips.with_for_update(of=UnmatchedSlip)).scalar_one_or_none()
    if slip is None:
        raise NotFound("there is no such slip in this practice")
    if slip.ended_at is not None:
        raise NotAllowed("this slip is settled: add the picture on the page of the patient whose it is")
