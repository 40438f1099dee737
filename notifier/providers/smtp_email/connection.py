"""One conversation with a mail server, email after email, and what each of its ends proves.

Until the dot that ends an email has been sent, the server has taken nothing, whatever breaks. Once it has been sent and
no answer came, nobody knows. Only an answer to the dot says that the email was taken or refused.
"""

import logging
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from notifier.providers.base import Accepted, Refused, Result, Unknown
from notifier.providers.smtp_email.codes import SmtpStep, refusal
from notifier.providers.smtp_email.mime import MadeEmail, provider_id_of
from notifier.providers.smtp_email.smtp_plugin import Security
from notifier.vocabulary import FailReason

_LOG = logging.getLogger(__name__)
MOST_EMAILS = 100  # over one connection: servers end longer ones themselves, some without a word
LONGEST_IDLE = timedelta(seconds=30)  # after which a server may have gone away from a connection
ANSWER_FACTOR = (
    6  # a server that looks for spam takes longer to answer the dot than anything else (RFC 5321, 4.5.3.2.6)
)
_FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)  # doubled, for a dot alone ends the email (RFC 5321, 4.5.2)
_BROKEN = (OSError, smtplib.SMTPException)  # what smtplib raises for a connection that is no more


class NotOpened(Exception):
    """There is no conversation; `refused` is what that means for an email, and the text what stood in the way."""

    def __init__(self, why: str, refused: Refused) -> None:
        super().__init__(why)
        self.refused = refused


class _CutOff(Exception):
    """The connection broke before the email was whole."""


@dataclass(frozen=True)
class MailServer:
    """Where emails are handed over, and how. `timeout` in seconds; an empty `account` signs in nowhere."""

    host: str
    port: int
    security: Security
    ca_file: str
    account: str
    password: str = field(repr=False)
    our_domain: str
    timeout: float

    def open(self) -> smtplib.SMTP:
        """A conversation in which an email may follow. Raises NotOpened."""
        try:
            return self._signed_in(self._connected())
        except smtplib.SMTPResponseException as error:
            refused = refusal(SmtpStep.OPENING, error.smtp_code, _bytes(error.smtp_error))
            raise NotOpened(f"it answers with {error.smtp_code}", refused) from error
        except smtplib.SMTPNotSupportedError as error:  # no encryption, or no way of signing in that we know
            refused = Refused(FailReason.ACCOUNT, permanent=False)
            raise NotOpened("it offers no encryption, or no way to sign in", refused) from error
        except (*_BROKEN, ValueError) as error:
            refused = Refused(FailReason.UNAVAILABLE, permanent=False)
            raise NotOpened(type(error).__name__, refused) from error

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = tls_context(self.ca_file)
            return smtplib.SMTP_SSL(self.host, self.port, self.our_domain, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, self.our_domain, timeout=self.timeout)

    def _signed_in(self, smtp: smtplib.SMTP) -> smtplib.SMTP:
        with ExitStack() as stack:
            stack.callback(smtp.close)
            if smtp.sock is not None:
                # Else the dot waits, each time, until the server has confirmed the lines before it.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _greet(smtp)
            if self.security == "starttls":
                smtp.starttls(context=tls_context(self.ca_file))
                _greet(smtp)
            if self.account:
                smtp.login(self.account, self.password)
            stack.pop_all()  # it is well: it stays open
        return smtp


@dataclass
class MailConversation:
    """Hands over emails one after the other, over as few connections as the server likes. For one thread at a time.

    `wants_receipts` asks servers that can to say what became of each email (RFC 3461), without its content.
    """

    server: MailServer
    envelope_from: str
    wants_receipts: bool
    now: Callable[[], float] = time.monotonic
    _smtp: smtplib.SMTP | None = None
    _handed_over: int = 0
    _last_used: float = 0.0

    def carry(self, email: MadeEmail) -> Result:
        """Hand over one email. A connection that was gone before anything of it was said is opened anew, once."""
        for _ in range(2):
            try:
                smtp, is_new = self._open()
            except NotOpened as fault:
                _LOG.warning("the mail server cannot be used: %s", fault)
                return fault.refused
            try:
                return self._handed(smtp, email)
            except _CutOff:
                self.close()
                if is_new:
                    break
        return Refused(FailReason.UNAVAILABLE, permanent=False)

    def objections(self) -> Sequence[str]:
        """What the server has against our address for bounces; no email is begun. Raises NotOpened."""
        smtp, _ = self._open()
        try:
            code, _text = smtp.mail(self.envelope_from)
        except _BROKEN as error:
            raise NotOpened(type(error).__name__, Refused(FailReason.UNAVAILABLE, permanent=False)) from error
        finally:
            self.close()
        if code // 100 == 2:
            return ()
        what = "smtp_from and smtp_envelope_from, and whether smtp_user may send as them"
        return (f"the mail server takes no email from {self.envelope_from} (it answers with {code}): check {what}",)

    def close(self) -> None:
        """Say goodbye, if the server is still there."""
        smtp, self._smtp, self._handed_over = self._smtp, None, 0
        if smtp is not None:
            try:
                smtp.quit()
            except _BROKEN:
                smtp.close()

    def _open(self) -> tuple[smtplib.SMTP, bool]:
        is_stale = self.now() - self._last_used > LONGEST_IDLE.total_seconds()
        if self._smtp is not None and (is_stale or self._handed_over >= MOST_EMAILS):
            self.close()
        is_new = self._smtp is None
        if self._smtp is None:
            self._smtp = self.server.open()
        self._last_used = self.now()
        return self._smtp, is_new

    def _handed(self, smtp: smtplib.SMTP, email: MadeEmail) -> Result:
        """Raises _CutOff."""
        said_no = self._announced(smtp, email)
        if said_no is not None:
            return said_no
        try:
            smtp.send(_FIRST_DOT.sub(b"..", email.content))
        except _BROKEN as error:
            raise _CutOff from error
        self._handed_over += 1
        return self._answered(smtp, email)

    def _announced(self, smtp: smtplib.SMTP, email: MadeEmail) -> Refused | None:
        """Everything up to the content; None where the server waits for that. Raises _CutOff."""
        of_sender, of_address = self._options(smtp, email)
        steps: Mapping[SmtpStep, Callable[[], tuple[int, bytes]]] = {
            SmtpStep.SENDER: lambda: smtp.mail(self.envelope_from, of_sender),
            SmtpStep.ADDRESS: lambda: smtp.rcpt(email.to, of_address),
            SmtpStep.CONTENT: lambda: smtp.docmd("DATA"),
        }
        for step, ask in steps.items():
            try:
                code, text = ask()
                if code // 100 == (3 if step is SmtpStep.CONTENT else 2):
                    continue
                if code == 421 or code < 400:  # it goes away, or we no longer understand each other
                    raise _CutOff
                smtp.rset()
            except _BROKEN as error:
                raise _CutOff from error
            return refusal(step, code, text)
        return None

    def _answered(self, smtp: smtplib.SMTP, email: MadeEmail) -> Result:
        """End the email with its dot and hear what becomes of it."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self.server.timeout * ANSWER_FACTOR)
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self.server.timeout)
        except _BROKEN as error:
            _LOG.warning("the answer to an email was lost: %s", type(error).__name__)
            self.close()
            return Unknown()
        if 200 <= code < 300:
            return Accepted(provider_id_of(email.message_id))
        if code < 400:
            self.close()
            return Unknown()
        if code == 421:
            self.close()
            return Refused(FailReason.UNAVAILABLE, permanent=False)
        return refusal(SmtpStep.CONTENT, code, text)

    def _options(self, smtp: smtplib.SMTP, email: MadeEmail) -> tuple[list[str], list[str]]:
        of_sender, of_address = [], []
        if smtp.has_extn("size"):
            of_sender.append(f"SIZE={len(email.content)}")
        if smtp.has_extn("dsn"):
            of_sender += ["RET=HDRS", f"ENVID={email.reference}"]  # a notice never brings the patient's link back
            if self.wants_receipts:
                of_address.append("NOTIFY=SUCCESS,FAILURE,DELAY")
        return of_sender, of_address


def _greet(smtp: smtplib.SMTP) -> None:
    """Only EHLO: a server from before 1995 could neither hide an email nor say what it makes of it."""
    code, text = smtp.ehlo()
    if code // 100 != 2:
        raise smtplib.SMTPResponseException(code, text)


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Checks the server's name and who signed for it. Raises OSError (ssl.SSLError) for a file without certificates."""
    return ssl.create_default_context(cafile=ca_file or None)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode("ascii", "replace")
