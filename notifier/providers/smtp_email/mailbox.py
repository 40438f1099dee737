"""Reads the mailbox that bounces come back to. Nothing is ever deleted, and what is not ours is not touched.

A notice is handed over again and again until the delivery it is about no longer waits for it, or an hour long: between
reading it and writing it down anything can break. Then it is marked as seen, or moved, and the number below which all
is done is kept in the provider's own folder. What a notice says twice counts once, by its event's id.
"""

import imaplib
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from notifier.providers.base import Report
from notifier.providers.plugin import ProviderSite
from notifier.providers.smtp_email.bounces import bounce_reports
from notifier.providers.smtp_email.connection import tls_context
from notifier.providers.smtp_email.smtp_plugin import Security, SmtpSettings

_LOG = logging.getLogger(__name__)
HANDED_OVER_FOR = timedelta(hours=1)
OLDEST = timedelta(days=30)  # servers give up after five days; what is older than this says nothing new
AT_A_TIME = 50  # messages in one answer
MOST = 1_000  # messages in one call; the next one goes on
LARGEST = 256 * 1024  # bytes of one message that are read: a notice has what counts in front
_BROKEN = (OSError, imaplib.IMAP4.error)


class MailboxFault(Exception):
    """The mailbox cannot be read; says why in words that quote nothing of it."""


@dataclass
class _Unfinished:
    """A message whose reports may not be written down yet."""

    reports: Sequence[Report]
    waited_for: frozenset[str]  # the references that waited for a report when it was first handed over
    since: datetime

    def is_done(self, waiting: Mapping[str, str], now: datetime) -> bool:
        if not self.reports or now - self.since >= HANDED_OVER_FOR:
            return True
        ours = {report.reference for report in self.reports}
        return ours <= self.waited_for and not ours & waiting.keys()


@dataclass
class BounceMailbox:
    """One folder of one account. `mark` is the file that says how far it has been read."""

    host: str
    port: int
    security: Security
    ca_file: str
    account: str
    password: str = field(repr=False)
    folder: str
    moved_to: str
    our_address: str
    mark: Path
    timeout: float
    every: timedelta = timedelta(seconds=30)
    _asked: datetime | None = None
    _unfinished: dict[int, _Unfinished] = field(default_factory=dict)
    _validity: int = 0

    @classmethod
    def of(cls, own: SmtpSettings, site: ProviderSite) -> "BounceMailbox":
        """The mailbox that the settings name."""
        return cls(
            host=own.smtp_bounce_imap_host,
            port=own.smtp_bounce_imap_port,
            security=own.smtp_bounce_imap_security,
            ca_file=own.smtp_ca_file,
            account=own.smtp_bounce_imap_user,
            password=own.smtp_bounce_imap_password.get_secret_value(),
            folder=own.smtp_bounce_imap_folder,
            moved_to=own.smtp_bounce_imap_moved_to,
            our_address=own.smtp_from,
            mark=site.folder / "bounces.json",
            timeout=site.timeout,
        )

    def check(self) -> None:
        """Raises MailboxFault where it cannot be read, or what was read cannot be moved as the settings say."""
        with self._opened() as imap:
            if self.moved_to and imap.status(_quoted(self.moved_to), "(MESSAGES)")[0] != "OK":
                raise MailboxFault("there is no folder as smtp_bounce_imap_moved_to names it")

    def reports(self, waiting: Mapping[str, str], now: datetime) -> Iterator[Report]:
        """What its notices say, the oldest first. Raises MailboxFault where it cannot be read.

        It is asked again only after a while: a worker asks at each turn, and signing in takes a mailbox server long.
        """
        if self._asked is None or not timedelta(0) <= now - self._asked < self.every:
            self._ask(waiting, now)
            self._asked = now
        for uid in sorted(self._unfinished):
            yield from self._unfinished[uid].reports

    def _ask(self, waiting: Mapping[str, str], now: datetime) -> None:
        with self._opened() as imap:
            self._finish(imap, waiting, now)
            foreign = 0
            for uids in _parts(self._unread(imap, now)):
                for uid, raw in self._fetched(imap, uids):
                    reports = self._read(raw, now)
                    waited_for = waiting.keys() & {report.reference for report in reports}
                    self._unfinished[uid] = _Unfinished(reports, frozenset(waited_for), now)
                    foreign += not reports
        if foreign:
            _LOG.info("%d messages in the mailbox for bounces are about no email of ours, and are left there", foreign)

    def _read(self, raw: bytes, now: datetime) -> Sequence[Report]:
        try:
            return bounce_reports(raw, self.our_address, now)
        except Exception as error:  # the email library raises many things for broken messages: one must not stop all
            _LOG.error("a message in the mailbox for bounces cannot be read: %s", type(error).__name__)
            return ()

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        with ExitStack() as stack:
            try:
                imap = self._signed_in(stack)
                yield imap
            except (*_BROKEN, UnicodeError) as error:  # a name or password with letters that IMAP has not
                raise MailboxFault(type(error).__name__) from error

    def _signed_in(self, stack: ExitStack) -> imaplib.IMAP4:
        if self.security == "tls":
            context = tls_context(self.ca_file)
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=self.timeout)
        else:
            imap = imaplib.IMAP4(self.host, self.port, timeout=self.timeout)
        stack.callback(_left, imap)
        if self.security == "starttls":
            imap.starttls(tls_context(self.ca_file))
        imap.login(self.account, self.password)
        answer, _ = imap.select(_quoted(self.folder))
        if answer != "OK":
            raise MailboxFault("there is no folder as smtp_bounce_imap_folder names it")
        said = imap.response("UIDVALIDITY")[1]
        validity = int(said[0]) if said and said[0] else 0
        if validity != self._validity:  # its messages have other numbers now
            self._unfinished.clear()
            self._validity = validity
        return imap

    def _unread(self, imap: imaplib.IMAP4, now: datetime) -> list[int]:
        """The numbers of what was not read so far, the oldest first."""
        since = f"{now - OLDEST:%d-}{_MONTHS[(now - OLDEST).month - 1]}{now - OLDEST:-%Y}"
        read = max(self._unfinished, default=self._read_up_to())
        found = imap.uid("SEARCH", "UID", f"{read + 1}:*", "SINCE", since)[1]
        numbers = sorted(int(number) for number in (found[0] or b"").split())
        return [number for number in numbers if number > read][:MOST]  # "n:*" holds the last one in any case

    def _fetched(self, imap: imaplib.IMAP4, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        answer, parts = imap.uid("FETCH", ",".join(map(str, uids)), f"(UID BODY.PEEK[]<0.{LARGEST}>)")
        if answer != "OK":
            raise MailboxFault("it gives no messages")
        for part, behind in zip(parts, [*parts[1:], b""], strict=True):
            if isinstance(part, tuple):  # its number stands before the message, or behind it
                found = re.search(rb"UID (\d+)", part[0]) or re.search(rb"UID (\d+)", _plain(behind))
                if found:
                    yield int(found[1]), part[1]

    def _finish(self, imap: imaplib.IMAP4, waiting: Mapping[str, str], now: datetime) -> None:
        """Mark what is written down by now, and remember up to where everything is."""
        done = 0
        for uid in sorted(self._unfinished):
            if not self._unfinished[uid].is_done(waiting, now):
                break
            done = uid
        if not done:
            return
        ours = [uid for uid in sorted(self._unfinished) if uid <= done and self._unfinished[uid].reports]
        for uids in _parts(ours):
            self._put_away(imap, ",".join(map(str, uids)))
        self._remember(done)
        for uid in [uid for uid in self._unfinished if uid <= done]:
            del self._unfinished[uid]

    def _put_away(self, imap: imaplib.IMAP4, uids: str) -> None:
        imap.uid("STORE", uids, "+FLAGS.SILENT", r"(\Seen)")
        if not self.moved_to:
            return
        # Without MOVE (RFC 6851) one would have to copy and delete, and we delete nothing: the copy has to do.
        how = "MOVE" if b" MOVE" in b" ".join(imap.capability()[1]).upper() else "COPY"
        if imap.uid(how, uids, _quoted(self.moved_to))[0] != "OK":
            raise MailboxFault("there is no folder as smtp_bounce_imap_moved_to names it")

    def _read_up_to(self) -> int:
        """The number up to which everything was written down before; 0 where that is not known of these messages."""
        try:
            kept = json.loads(self.mark.read_text(encoding="utf-8"))
            is_of_these = (kept["folder"], kept["validity"]) == (self.folder, self._validity)
            return int(kept["read_up_to"]) if is_of_these else 0
        except (OSError, ValueError, LookupError, TypeError):
            return 0

    def _remember(self, read_up_to: int) -> None:
        content = {"folder": self.folder, "validity": self._validity, "read_up_to": read_up_to}
        draft = self.mark.with_suffix(".part")
        self.mark.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(self.mark)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _left(imap: imaplib.IMAP4) -> None:
    with suppress(*_BROKEN):
        imap.logout()
    with suppress(*_BROKEN):
        imap.shutdown()


def _plain(part: object) -> bytes:
    return part if isinstance(part, bytes) else b""


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _parts(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), AT_A_TIME):
        yield uids[start : start + AT_A_TIME]
