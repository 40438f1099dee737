"""A list that somebody gives on a page: from its file, by its report and a confirmation, to the list on record.

    reading -> compared -> storing -> stored
       \\-> refused   \\-> cancelled, expired

Reading and storing are a worker's. Nothing is stored until a manager confirms the very report that they were shown; if
another list came in between, or what it would change is something else by now, it is compared again and they are told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import Session, aliased

from notifier.errors import NotAllowed, NotFound
from notifier.patients.access_codes import Keys
from notifier.patients.import_guards import ImportChoices, ListMovedOn, ListSource
from notifier.patients.list_age import ListAge, list_age, named_age
from notifier.patients.list_import.records import ListReport
from notifier.patients.register import Delta, register, take_turns
from notifier.patients.upload_report import fingerprint_of
from notifier.patients.uploaded_files import StoredUpload
from notifier.practice.accounts import StaffAccount, account_by_id
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import ListUpload, PatientList, Staff
from notifier.vocabulary import Role, UploadStatus

LIFETIME = timedelta(days=1)  # in which whoever gave a list has confirmed it, or gives it again
_MOST_OPEN = 5  # uploads of one practice at a time


@dataclass(frozen=True)
class UploadView:
    """One upload, as a page or a worker sees it."""

    id: int
    practice_id: int
    filename: str
    token: str
    sha256: str
    size: int  # bytes
    is_dated: bool
    uploaded_by: str  # name of the person
    uploaded_at: datetime
    upload_status: UploadStatus
    says: str
    report: Mapping[str, Any]  # empty until it was compared, and again at its end
    fingerprint: str
    compared_with: int | None
    job_id: int | None
    confirmed_by: str  # empty while nobody did
    confirmer_id: int | None
    choices: Mapping[str, Any]
    ended_at: datetime | None
    list_id: int | None
    counts: Mapping[str, int]

    def age(self, path: Path, today: date) -> ListAge:
        """How old its list is: by its name, or by the time that came with its file."""
        return (list_age if self.is_dated else named_age)(path, today)


def begin_upload(session: Session, staff: StaffAccount, stored: StoredUpload, now: datetime, *, is_dated: bool) -> int:
    """Note a list that was put away, to be read; returns the id of the upload.

    Raises NotAllowed for anybody but a manager, and while too many others of the practice wait.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    if len(open_uploads(session, staff.practice_id)) >= _MOST_OPEN:
        raise NotAllowed(f"{_MOST_OPEN} lists wait already: confirm or cancel one of them first")
    row = ListUpload(
        practice_id=staff.practice_id,
        filename=stored.filename,
        token=stored.token,
        size=stored.size,
        sha256=stored.sha256,
        is_dated=is_dated,
        uploaded_by=staff.id,
        uploaded_at=now,
        upload_status=UploadStatus.READING,
        says="",
        report={},
        fingerprint="",
        choices={},
        counts={},
    )
    session.add(row)
    session.flush()
    audit.append(
        session,
        AuditAction.LIST_UPLOADED,
        now,
        staff_id=staff.id,
        upload=row.id,
        sha256=stored.sha256,
        size=stored.size,
    )
    return row.id


def find_upload(session: Session, practice_id: int, upload_id: int) -> UploadView:
    """Raises NotFound where the practice has no such upload."""
    found = _views(session, practice_id, ListUpload.id == upload_id)
    if not found:
        raise NotFound(f"there is no upload {upload_id}")
    return found[0]


def open_uploads(session: Session, practice_id: int) -> list[UploadView]:
    """Those that are not at their end, the latest first."""
    return _views(session, practice_id, ListUpload.upload_status.in_(UploadStatus.open()))


def note_job(session: Session, upload_id: int, job_id: int) -> None:
    """Note the job that was asked for because of an upload."""
    session.execute(update(ListUpload).where(ListUpload.id == upload_id).values(job_id=job_id))


def latest_list(session: Session, practice_id: int) -> int | None:
    """The id of the last version of the list, the taking back of one among them; None where there is none."""
    return session.execute(select(func.max(PatientList.id)).where(PatientList.practice_id == practice_id)).scalar_one()


def save_report(session: Session, upload: UploadView, report: Mapping[str, Any], compared_with: int | None) -> bool:
    """Keep what was read and compared; False where nobody waits for it any more."""
    return _move(
        session,
        upload.id,
        [UploadStatus.READING],
        upload_status=UploadStatus.COMPARED,
        report=dict(report),
        compared_with=compared_with,
        fingerprint=fingerprint_of(report, upload.sha256, compared_with),
    )


def refuse_upload(session: Session, upload_id: int, why: str, now: datetime) -> bool:
    """Note that a file is no list that can be read; False where nobody waits for it any more."""
    return _end(session, upload_id, [UploadStatus.READING], UploadStatus.REFUSED, now, says=why)


def cancel_upload(session: Session, staff: StaffAccount, upload_id: int, now: datetime) -> UploadView:
    """Give a list up of which nothing is stored; its file is the caller's to forget.

    Raises NotAllowed for anybody but a manager and for one that is confirmed or at its end, and NotFound.
    """
    staff.must_be(Role.MANAGER)
    upload = find_upload(session, staff.practice_id, upload_id)
    if not _end(session, upload_id, UploadStatus.cancellable(), UploadStatus.CANCELLED, now):
        raise NotAllowed("this list is confirmed already, or given up: it cannot be cancelled any more")
    audit.append(session, AuditAction.UPLOAD_CANCELLED, now, staff_id=staff.id, upload=upload_id)
    return upload


def confirm_upload(
    session: Session,
    staff: StaffAccount,
    upload_id: int,
    fingerprint: str,
    expect: Collection[str],
    *,
    joiners_now: bool,
) -> bool:
    """Have a list stored, as the report with this fingerprint says. `expect` are the words of its stops that are so.

    False where another list came since it was compared: then it is to be read again. Raises NotAllowed for anybody but
    a manager, where it was confirmed already or is at its end, where the report shown is not the one that stands, and
    where a stop of it was not said to be so.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    upload = find_upload(session, staff.practice_id, upload_id)
    if upload.upload_status is not UploadStatus.COMPARED:
        raise NotAllowed("this list waits for nobody’s confirmation any more: see what became of it")
    if fingerprint != upload.fingerprint:
        raise NotAllowed("this list was compared again since this page was shown: look at what it says now")
    if why := _moved_on(session, upload):
        compare_again(session, upload_id, why)
        return False
    if unsaid := [stop["why"] for stop in upload.report["stops"] if stop["expect"] not in expect]:
        raise NotAllowed(f"{unsaid[0]}. Say that it is so, or cancel and export the list again")
    choices = {"expect": sorted(expect), "joiners_now": joiners_now}
    return _move(
        session,
        upload_id,
        [UploadStatus.COMPARED],
        upload_status=UploadStatus.STORING,
        confirmed_by=staff.id,
        choices=choices,
        says="",
    )


def compare_again(session: Session, upload_id: int, why: str) -> None:
    """Have a list that was read laid beside the list on record once more."""
    before = [UploadStatus.COMPARED, UploadStatus.STORING]
    _move(session, upload_id, before, upload_status=UploadStatus.READING, says=why, confirmed_by=None, choices={})


def store_upload(
    session: Session,
    upload: UploadView,
    report: ListReport,
    source: ListSource,
    keys: Keys,
    codes_read: Collection[str],
    now: datetime,
) -> Delta | None:
    """Store a confirmed list in this transaction, with what became of the upload; None where that is done already.

    Raises ListMovedOn where another list came in between or it would change something else than was shown, and
    NotAllowed where who confirmed it may not any more, or a stop came that they had not said to be so.
    """
    take_turns(session, upload.practice_id)
    upload = find_upload(session, upload.practice_id, upload.id)
    if upload.upload_status is not UploadStatus.STORING:
        return None
    if why := _moved_on(session, upload):
        raise ListMovedOn(why)
    staff = account_by_id(session, upload.confirmer_id) if upload.confirmer_id is not None else None
    if staff is None:
        raise NotAllowed("the account of whoever confirmed this list is closed: another manager may confirm it")
    choices = ImportChoices.of(
        upload.choices["expect"], joiners_now=upload.choices["joiners_now"], shown=upload.report["changes"]
    )
    delta = register(session, report, staff, keys, codes_read, now, choices, source)
    counts = {**delta.counts, "people": len(report.people), "refused": len(report.refused)}
    stored = {"list_id": delta.list_id, "counts": counts}
    if not _end(session, upload.id, [UploadStatus.STORING], UploadStatus.STORED, now, **stored):
        raise NotAllowed("this list was given up while it was being stored: nothing of it is stored")
    return delta


def note_refused_rows_taken(session: Session, staff: StaffAccount, upload: UploadView, now: datetime) -> None:
    """Write down that somebody took the refused rows away. Raises NotAllowed for anybody but a manager."""
    staff.must_be(Role.MANAGER)
    refused = len(upload.report.get("refused", ()))
    audit.append(session, AuditAction.REFUSED_ROWS_TAKEN, now, staff_id=staff.id, upload=upload.id, refused=refused)


def late_uploads(session: Session, now: datetime) -> list[int]:
    """The uploads that nobody confirmed in time, and those refused so long ago that why is to be forgotten."""
    before = now - LIFETIME
    is_unconfirmed = ListUpload.upload_status.in_(UploadStatus.open()) & (ListUpload.uploaded_at < before)
    says_why = (ListUpload.upload_status == UploadStatus.REFUSED) & (ListUpload.says != "")
    late = select(ListUpload.id).where(is_unconfirmed | (says_why & (ListUpload.ended_at < before)))
    return list(session.execute(late).scalars())


def expire_uploads(session: Session, upload_ids: Collection[int], now: datetime) -> None:
    """Give up what `late_uploads` found. Why a file was refused may name a date of birth in it: that goes as well."""
    for upload_id in upload_ids:
        _end(session, upload_id, UploadStatus.open(), UploadStatus.EXPIRED, now)
        _move(session, upload_id, [UploadStatus.REFUSED], says="")


def wanted_tokens(session: Session) -> list[str]:
    """The tokens of the uploads whose files somebody may still want."""
    wanted = select(ListUpload.token).where(ListUpload.upload_status.in_(UploadStatus.open()))
    return list(session.execute(wanted).scalars())


def _moved_on(session: Session, upload: UploadView) -> str:
    """Why the list on record is another one than the upload was compared with; empty where it is the same."""
    latest = latest_list(session, upload.practice_id)
    if latest == upload.compared_with:
        return ""
    query = select(PatientList.filename, PatientList.undoes_id, Staff.name)
    query = query.join(Staff, Staff.id == PatientList.imported_by).where(PatientList.id == latest)
    filename, undoes_id, name = session.execute(query).one()
    did = f"imported {filename}" if undoes_id is None else "took the last list back"
    return f"{name} {did} while this list waited, so it was compared again: look at what it would change now"


def _move(session: Session, upload_id: int, before: Collection[UploadStatus], **values: Any) -> bool:
    """Change an upload if it is in one of these states; of two at once, one finds that it is not any more."""
    moved = session.execute(
        update(ListUpload).where(ListUpload.id == upload_id, ListUpload.upload_status.in_(before)).values(**values)
    )
    assert isinstance(moved, CursorResult)
    return moved.rowcount == 1


def _end(
    session: Session,
    upload_id: int,
    before: Collection[UploadStatus],
    upload_status: UploadStatus,
    now: datetime,
    **values: Any,
) -> bool:
    """Bring an upload to its end; what it says of patients goes with it."""
    emptied = {"report": {}, "fingerprint": "", "ended_at": now}
    return _move(session, upload_id, before, upload_status=upload_status, **emptied, **values)


def _views(session: Session, practice_id: int, those: ColumnElement[bool]) -> list[UploadView]:
    confirmer = aliased(Staff)
    query = (
        select(ListUpload, Staff.name, confirmer.name)
        .join(Staff, Staff.id == ListUpload.uploaded_by)
        .outerjoin(confirmer, confirmer.id == ListUpload.confirmed_by)
        .where(ListUpload.practice_id == practice_id, those)
        .order_by(ListUpload.id.desc())
        .execution_options(populate_existing=True)
    )
    return [_view(row, uploader, confirmer_name or "") for row, uploader, confirmer_name in session.execute(query)]


def _view(row: ListUpload, uploader: str, confirmer: str) -> UploadView:
    return UploadView(
        id=row.id,
        practice_id=row.practice_id,
        filename=row.filename,
        token=row.token,
        sha256=row.sha256,
        size=row.size,
        is_dated=row.is_dated,
        uploaded_by=uploader,
        uploaded_at=row.uploaded_at,
        upload_status=row.upload_status,
        says=row.says,
        report=row.report,
        fingerprint=row.fingerprint,
        compared_with=row.compared_with,
        job_id=row.job_id,
        confirmed_by=confirmer,
        confirmer_id=row.confirmed_by,
        choices=row.choices,
        ended_at=row.ended_at,
        list_id=row.list_id,
        counts=row.counts,
    )
