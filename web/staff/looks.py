"""Who opened which patient: an event in the audit chain for each person, patient and hour."""

from collections import OrderedDict
from threading import Lock

from flask import Response, g, request

from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from web.context import AppContext

_MOST = 10_000  # that are remembered, the latest
_Look = tuple[int, int, str]


def shows_patient(patient_id: int) -> None:
    """Say that the page being made shows a patient whose id is not in its address."""
    g.setdefault("patients_shown", set()).add(patient_id)


class PatientLooks:
    """Writes each look down before the page goes out; again the next hour, so that the chain is not flooded.

    What was written down is remembered in memory: a process that begins anew, and each of several, writes it once more.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._written: OrderedDict[_Look, None] = OrderedDict()
        self._lock = Lock()

    def note(self, response: Response) -> Response:
        """After a request: note what its page shows. A page that cannot be noted is not shown."""
        if g.get("staff") is None or response.status_code not in (200, 400):
            return response
        shown: set[int] = set(g.get("patients_shown", ()))
        if patient_id := (request.view_args or {}).get("patient_id"):
            shown.add(patient_id)
        now = self._context.clock()
        hour = f"{now:%Y-%m-%d %H}"
        for patient_id in sorted(shown):
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
