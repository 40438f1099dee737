"""Pictures of slips: read by what they are and not by their name, and made anew, so that nothing else comes with them.

A picture is kept in the database, where no web server reaches it by itself, and is forgotten together with its patient.
"""

import hashlib
import io
from datetime import datetime
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Patient, SlipPhoto, Staff
from notifier.vocabulary import Role

LARGEST_PHOTO = 12 << 20  # bytes; a phone's camera makes three to eight
MOST_PHOTOS = 20  # of one patient
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 50_000_000  # what a file of a few bytes can pretend to have
_LONGEST_EDGE = 2_000  # pixels: handwriting on A4 is read at that
_QUALITY = 80
_NO_PICTURE = "this is no picture that can be read: give a photo as JPEG, PNG or WebP"


class PhotoView(NamedTuple):
    """A picture as its list names it."""

    id: int
    added_at: datetime
    added_by: str


def add_photo(session: Session, patient_id: int, content: bytes, staff: StaffAccount, now: datetime) -> int:
    """Keep a picture of a patient's slip, made anew; returns its id. The same picture again is not kept twice.

    Raises NotAllowed without the role, NotFound for another practice's patient, ValueRefused for what is no picture or
    too large.
    """
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    query = select(Patient.id).where(Patient.id == patient_id, Patient.practice_id == staff.practice_id)
    if session.execute(query.with_for_update()).scalar_one_or_none() is None:
        raise NotFound("there is no such patient in this practice")
    jpeg = clean_picture(content)
    digest = hashlib.sha256(jpeg).hexdigest()
    known = select(SlipPhoto.id, SlipPhoto.sha256).where(SlipPhoto.patient_id == patient_id)
    there: dict[str, int] = {row.sha256: row.id for row in session.execute(known)}
    if digest in there:
        return there[digest]
    if len(there) >= MOST_PHOTOS:
        raise ValueRefused(f"there are {MOST_PHOTOS} pictures of this patient’s slips already")
    row = SlipPhoto(patient_id=patient_id, added_at=now, added_by=staff.id, sha256=digest, jpeg=jpeg)
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


def photos_of(session: Session, practice_id: int, patient_id: int) -> list[PhotoView]:
    """The pictures of a patient's slips, the oldest first."""
    query = (
        select(SlipPhoto.id, SlipPhoto.added_at, Staff)
        .join(Patient, Patient.id == SlipPhoto.patient_id)
        .join(Staff, Staff.id == SlipPhoto.added_by)
        .where(Patient.practice_id == practice_id, SlipPhoto.patient_id == patient_id)
        .order_by(SlipPhoto.id)
    )
    return [PhotoView(photo_id, added_at, staff.called) for photo_id, added_at, staff in session.execute(query)]


def picture_of(session: Session, practice_id: int, patient_id: int, photo_id: int) -> bytes:
    """One picture of a patient's slip, as JPEG. Raises NotFound."""
    query = (
        select(SlipPhoto.jpeg)
        .join(Patient, Patient.id == SlipPhoto.patient_id)
        .where(Patient.practice_id == practice_id, SlipPhoto.patient_id == patient_id, SlipPhoto.id == photo_id)
    )
    jpeg = session.execute(query).scalar_one_or_none()
    if jpeg is None:
        raise NotFound("there is no such picture")
    return jpeg
