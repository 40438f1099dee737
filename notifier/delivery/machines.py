"""From which machines messages may go: a server that is copied, database and all, must not tell everybody again.

The first worker of an installation notes its machine. A worker elsewhere finds itself unknown and sends nothing until a
person says that this machine has taken over, or sends beside the others, which share one PostgreSQL. A machine is known
by its own id (https://www.freedesktop.org/software/systemd/man/machine-id.html): a copy that kept it, as containers of
one image do, or a copy of the folder on the same machine, cannot be told from the one that it was made of.
"""

import hashlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery.restorations import latest_restoration
from notifier.errors import NotAllowed
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import SenderMachine

MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
WAY_ON = (
    "if this machine has taken over and the other sends no more, run `notifier machine --take-over`; if it is to send "
    "beside it, from the same database, `notifier machine --add`; if it is a copy to try something with, let it be"
)


@dataclass(frozen=True)
class ThisMachine:
    """The machine that this process runs on."""

    fingerprint: str
    name: str  # for people

    @classmethod
    def found(cls, machine_ids: Sequence[Path] | None = None) -> "ThisMachine":
        """By the first of these files that is there, usually MACHINE_IDS; machines without one are all alike."""
        own_id = next((path.read_bytes().strip() for path in machine_ids or MACHINE_IDS if path.is_file()), b"")
        return cls(hashlib.sha256(b"fair notice\n" + own_id).hexdigest(), socket.gethostname()[:80])


def senders(session: Session) -> list[SenderMachine]:
    """The machines that may send, the first first."""
    query = select(SenderMachine).where(SenderMachine.retired_at.is_(None)).order_by(SenderMachine.since)
    return list(session.execute(query).scalars())


def why_not(session: Session, machine: ThisMachine) -> str:
    """Why this machine may not send, with the way on; empty where it may, or where none has sent yet."""
    known = senders(session)
    if not known and (period := latest_restoration(session)) is not None:
        return (
            f"this database came back on {london_date(period.restored_at).isoformat()} from a backup of "
            f"{london_date(period.backed_up_at).isoformat()}, and nothing is sent until a person says so: once you are "
            f"sure that the lost machine sends no more, run `notifier machine --take-over` on this one, {machine.name}"
        )
    if not known or machine.fingerprint in {one.fingerprint for one in known}:
        return ""
    others = ", ".join(f"{one.name} (since {london_date(one.since).isoformat()})" for one in known)
    return f"messages go out from another machine, {others}, and not from this one, {machine.name}: {WAY_ON}"


def note_sender(session: Session, machine: ThisMachine, now: datetime) -> None:
    """Note the first machine that sends. Raises NotAllowed on any other that nobody has let send."""
    if why := why_not(session, machine):
        raise NotAllowed(why)
    if not senders(session):
        _note(session, machine, now)


def add_sender(session: Session, machine: ThisMachine, now: datetime, *, alone: bool, by: int | None) -> None:
    """Let this machine send, `alone` in the others' place. On their next start these send nothing more.

    `by` is the id of the manager who decided it; None, whoever sets the installation up.
    """
    if alone:
        others = SenderMachine.fingerprint != machine.fingerprint, SenderMachine.retired_at.is_(None)
        session.execute(update(SenderMachine).where(*others).values(retired_at=now))
    _note(session, machine, now)
    verb = "take over" if alone else "add"
    audit.append(session, AuditAction.MACHINE_SENDS, now, staff_id=by, machine=machine.fingerprint[:12], verb=verb)


def _note(session: Session, machine: ThisMachine, now: datetime) -> None:
    row = {"fingerprint": machine.fingerprint, "name": machine.name, "since": now, "retired_at": None}
    session.execute(insert_unless_there(session, SenderMachine), row)
    own = SenderMachine.fingerprint == machine.fingerprint
    session.execute(update(SenderMachine).where(own).values(retired_at=None))
