"""Who opened which patient: an event in the audit chain for each person, patient and hour.

Whom a page is about stands in its address: there is no other way to open a page about one patient. Lists of several, as
the desk's search and the work that waits, lead there and are not written down name by name.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock

from flask import Response, g, request
from sqlalchemy.orm import Session

from notifier.outcomes import page_subjects
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from web.context import AppContext

_MOST = 10_000  # that are remembered, the latest
_Look = tuple[int, int, str]
SHOWING = (200, 400, 409)  # also a form that comes back has the patient's name above it
# Whom a page is about, by the name of what stands in its address.
ABOUT: Mapping[str, Callable[[Session, int], set[int]]] = {
    "patient_id": lambda _session, patient_id: {patient_id},
    "doubt_id": page_subjects.patients_of_doubt,
    "copy_id": page_subjects.patients_of_copy,
    "review_id": page_subjects.patients_of_review,
    "preview_id": page_subjects.patients_of_preview,
}


class PatientLooks:
    """Writes each look down before the page goes out; again the next hour, so that the chain is not flooded.

    What was written down is remembered in memory: a process that begins anew, and each of several, writes it once more.
    """

    def __init__(self, context: AppContext, showing: Collection[int] = SHOWING) -> None:
        """`showing` are the statuses of answers that show whom they are about."""
        self._context = context
        self._showing = showing
        self._written: OrderedDict[_Look, None] = OrderedDict()
        self._lock = Lock()

    def note(self, response: Response) -> Response:
        """After a request: note what its page shows. A page that cannot be noted is not shown."""
        named = ABOUT.keys() & (request.view_args or {}).keys()
        if not named or g.get("staff") is None or response.status_code not in self._showing:
            return response
        with self._context.database.reading() as rows:
            about = (ABOUT[name](rows, (request.view_args or {})[name]) for name in named)
            shown = sorted(set().union(*about))
        now = self._context.clock()
        hour = f"{now:%Y-%m-%d %H}"
        for patient_id in shown:
            look = g.staff.id, patient_id, hour
            if look not in self._written:
                campaign_id = (request.view_args or {}).get("campaign_id")
                with self._context.database.writing() as rows:
                    opened, who = AuditAction.PATIENT_OPENED, g.staff.id
                    audit.append(rows, opened, now, staff_id=who, campaign_id=campaign_id, patient=patient_id)
                self._remember(look)
        return response

    def _remember(self, look: _Look) -> None:
        with self._lock:
            self._written[look] = None
            if len(self._written) > _MOST:
                self._written.popitem(last=False)
