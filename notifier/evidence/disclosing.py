"""Makes the files of a disclosure, and puts into the record that they were made."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from notifier.evidence.disclosure import Disclosure
from notifier.evidence.disclosure_pages import disclosure_pdf
from notifier.pdf.stationery import Stationery
from notifier.store import audit
from notifier.store.audit_actions import AuditAction

JSON_NAME, PDF_NAME = "everything-on-record.json", "everything-on-record.pdf"


class DisclosureFiles(NamedTuple):
    """The files by name: the JSON, the pages, and beside them pictures and letters."""

    files: Mapping[str, bytes]
    sha256: str  # of the JSON, which has the sums of pictures and letters
    pdf_sha256: str


def disclosure_files(disclosure: Disclosure, stationery: Stationery) -> DisclosureFiles:
    """All files of a disclosure. RenderFault where the pages cannot be laid out."""
    content, pages = disclosure.as_json(), disclosure_pdf(disclosure, stationery)
    files = {JSON_NAME: content, PDF_NAME: pages} | dict(disclosure.files)
    return DisclosureFiles(files, hashlib.sha256(content).hexdigest(), hashlib.sha256(pages).hexdigest())


def record_disclosure(session: Session, disclosure: Disclosure, made: DisclosureFiles, staff_id: int) -> None:
    """Put into the practice's chain that a disclosure was made: of whom, by whom, and the sums of its files."""
    audit.append(
        session,
        AuditAction.PATIENT_DISCLOSED,
        disclosure.made_at,
        staff_id=staff_id,
        patient=disclosure.patient_id,
        rows=disclosure.row_count,
        files=len(disclosure.files),
        sha256=made.sha256,
        pdf_sha256=made.pdf_sha256,
    )
