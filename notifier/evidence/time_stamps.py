"""Has what was signed stamped with the time by services outside (RFC 3161). For a worker: it waits for answers.

Only a hash leaves. A service that does not answer is asked again later, and the record says so once a day. A stamp of a
later signature also covers what was signed before, for the chain ties them together.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from requests import RequestException
from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.errors import EvidenceFault, SettingsFault
from notifier.evidence import signatures, stamp_tokens
from notifier.evidence.stamp_tokens import StampToken
from notifier.providers.http_pool import new_session
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, ChainSignature, TimeStamp

SINCE = timedelta(days=3)  # what was signed longer ago, a stamp of something later covers
REST_SECONDS = 600.0  # until a service that gave no stamp is asked again
_LONGEST_ANSWER = 64 * 1024  # bytes; a token with its certificates takes six thousand
_PATIENCE = 60.0  # seconds for a whole answer, however slowly it comes
_CHUNK = 8 * 1024

_LOG = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    """A signature that a service has not stamped yet."""

    signature_id: int
    practice_id: int
    number: int
    signed: bytes


class TimeStamper:
    """Asks the services that the settings name; `monotonic` tells seconds, to wait between two tries."""

    def __init__(self, database: Database, settings: Settings, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database, self._settings, self._monotonic = database, settings, monotonic
        self._rests: dict[str, float] = {}  # service -> until when it is left in peace

    def stamp_waiting(self, now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
        """Have stamped whatever each service has not stamped yet, the newest first; returns how many stamps came.

        Raises SettingsFault where TIMESTAMP_ROOTS cannot be read.
        """
        stamped = 0
        for url in self._settings.timestamp_services:
            if self._rests.get(url, 0) > self._monotonic():
                continue
            with self._database.reading() as session:
                waiting = _waiting(session, url, now)
            roots = trusted_roots(self._settings) if waiting else ()
            for one in waiting:
                if stopping():
                    return stamped
                try:
                    token = self._ask(url, one.signed, roots)
                except (EvidenceFault, RequestException) as error:
                    self._rests[url] = self._monotonic() + REST_SECONDS
                    self._note_failure(url, one.practice_id, error, now)
                    break
                stamped += self._keep(url, one, token, now)
        return stamped

    def _ask(self, url: str, signed: bytes, roots: Sequence[x509.Certificate]) -> StampToken:
        request = stamp_tokens.stamp_request(signed)
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        with (
            new_session(1) as connection,
            connection.post(
                url,
                data=request.query,
                headers=headers,
                timeout=self._settings.provider_timeout,
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            if answer.status_code != 200:
                raise EvidenceFault(f"it answered with {answer.status_code}")
            until, content = self._monotonic() + _PATIENCE, b""
            for chunk in answer.iter_content(_CHUNK):
                content += chunk
                if len(content) > _LONGEST_ANSWER or self._monotonic() > until:
                    raise EvidenceFault("its answer does not end")
        return stamp_tokens.received_token(content, signed, request.nonce, roots)

    def _keep(self, url: str, one: _Waiting, token: StampToken, now: datetime) -> int:
        """Write a stamp down, unless another worker had one meanwhile; returns whether it was, as 0 or 1."""
        with self._database.writing() as session:
            audit.head_of(session, one.practice_id)  # locked: two workers take turns
            if session.execute(select(_stamp_exists(url).where(TimeStamp.signature_id == one.signature_id))).scalar():
                return 0
            session.add(
                TimeStamp(
                    signature_id=one.signature_id,
                    url=url,
                    token=token.token,
                    stamped_at=token.stamped_at,
                    received_at=now,
                )
            )
            audit.append(
                session,
                AuditAction.CHAIN_STAMPED,
                now,
                practice=one.practice_id,
                number=one.number,
                service=urlsplit(url).netloc,
                stamped_at=token.stamped_at.isoformat(),
                sha256=hashlib.sha256(token.token).hexdigest(),
            )
        return 1

    def _note_failure(self, url: str, practice_id: int, error: Exception, now: datetime) -> None:
        """Say in the record that a service gave no stamp, once a day for each."""
        service = urlsplit(url).netloc
        why = str(error) if isinstance(error, EvidenceFault) else f"it did not answer ({type(error).__name__})"
        _LOG.warning("no time stamp from %s: %s", service, why)
        with self._database.writing() as session:
            if not _is_noted(session, practice_id, service, now):
                audit.append(session, AuditAction.STAMP_FAILED, now, practice=practice_id, service=service, why=why)


def trusted_roots(settings: Settings) -> list[x509.Certificate]:
    """The certificates that vouch for the services. Raises SettingsFault where the file has none."""
    if settings.timestamp_roots is None:
        return []
    try:
        return x509.load_pem_x509_certificates(settings.timestamp_roots.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsFault(
            f"TIMESTAMP_ROOTS cannot be read ({type(error).__name__}): name a PEM file with the certificates that the "
            "time stamp services publish"
        ) from error


def _stamp_exists(url: str) -> Exists:
    return exists().where(TimeStamp.url == url)


def _waiting(session: Session, url: str, now: datetime) -> list[_Waiting]:
    """What a service has not stamped of what was signed lately, the newest first."""
    query = (
        select(ChainSignature)
        .where(ChainSignature.at > now - SINCE, ~_stamp_exists(url).where(TimeStamp.signature_id == ChainSignature.id))
        .order_by(ChainSignature.id.desc())
    )
    return [
        _Waiting(row.id, row.practice_id, row.number, signatures.bytes_of(row))
        for row in session.execute(query).scalars()
    ]


def _is_noted(session: Session, practice_id: int, service: str, now: datetime) -> bool:
    query = (
        select(AuditEvent.at, AuditEvent.details)
        .where(AuditEvent.chain == practice_id, AuditEvent.action == AuditAction.STAMP_FAILED.value)
        .order_by(AuditEvent.number.desc())
    )
    return any(
        london_date(at) == london_date(now) and said["service"] == service
        for at, said in session.execute(query.limit(20))
    )
