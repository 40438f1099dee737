"""Whether the practice's record is signed, with the key that was announced, and stamped by whom the settings name."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import SettingsFault
from notifier.evidence import signatures, time_stamps
from notifier.evidence.announced_keys import current_key, key_that_signs
from notifier.settings import Settings
from notifier.store.signing_keys import in_groups
from notifier.store.tables import Practice
from notifier.worker.doctor.condition import Condition, fault, fine, warning

LATE = timedelta(days=2)  # a worker signs each day on which anything was done, and has it stamped


def check_signatures(session: Session, settings: Settings, now: datetime) -> Iterator[Condition]:
    """The key, the last signature, and the last stamp of each service."""
    try:
        time_stamps.trusted_roots(settings)
    except SettingsFault as found:
        yield fault(str(found), "until then nothing is stamped")
    for practice in session.execute(select(Practice).order_by(Practice.id)).scalars():
        yield from _of_practice(session, settings, practice, now)


def _of_practice(session: Session, settings: Settings, practice: Practice, now: datetime) -> Iterator[Condition]:
    announced = current_key(session, practice.id)
    if announced is None:
        yield warning(f"the record of {practice.name} is not signed yet", "run `notifier init`, or start the worker")
        return
    name = in_groups(announced.fingerprint)
    try:
        key_that_signs(session, settings, practice.id)
    except SettingsFault as found:
        yield fault(str(found), "until then nothing is signed")
    else:
        yield fine(f"the record of {practice.name} is signed with the key {name}: compare it with your note")
    signed = signatures.signatures_of(session, practice.id)
    if signatures.due_purpose(session, practice.id, now) and (not signed or signed[-1].at < now - LATE):
        yield warning(
            f"nothing of the record of {practice.name} was signed for two days, though something was done",
            "run `notifier serve` or `notifier worker`, and look at its log",
        )
    for service in settings.timestamp_services:
        stamped = [stamp.stamped_at for one in signed for stamp in one.stamps if stamp.url == service]
        if (
            signed
            and signed[-1].at < now - timedelta(hours=1)
            and not any(stamp.url == service for stamp in signed[-1].stamps)
        ):
            last = f"its last one is of {max(stamped):%d %b %Y}" if stamped else "it has given none yet"
            yield warning(
                f"{service} has not stamped what was signed last; {last}",
                "see its answers in the audit log, or name another service in TIMESTAMP_URL",
            )
