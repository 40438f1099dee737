"""A real mail server on this machine, aiosmtpd, that does as a test wants: greylists, goes away, answers late or never.

It speaks STARTTLS or TLS with certificates that are made here, for nobody else to trust.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Step = Literal["EHLO", "MAIL", "RCPT", "DATA", "CONTENT", "AUTH"]
CUT = "cut"  # the connection ends here, without an answer
HANG = "hang"  # the connection stays, and no answer comes


@dataclass(frozen=True)
class TakenEmail:
    """An email that came whole, whatever was answered to it."""

    envelope_from: str
    to: list[str]
    content: bytes
    mail_options: list[str]
    rcpt_options: list[str]

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class MailServerAtWork:
    """`answer` says what is answered at a step for a recipient (empty before one is named); None for what is usual."""

    host: str
    port: int
    ca_file: Path
    answer: Callable[[Step, str], str | None] = lambda step, to: None
    taken: list[TakenEmail] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    def says(self, step: Step, *answers: str | None) -> None:
        """Give these answers at that step, one each time, the last one for ever."""
        left = list(answers)
        self.answer = lambda at, to: None if at != step else left.pop(0) if len(left) > 1 else left[0]

    def count(self, to: str) -> int:
        return sum(to in one.to for one in self.taken)


class _Handler:
    def __init__(self, at_work: MailServerAtWork) -> None:
        self._own = at_work

    async def handle_EHLO(  # noqa: N802 - the name and the shape that the library looks for
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := await self._said(server, "MAIL"):
            return refused
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := await self._said(server, "RCPT", address):
            return refused
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self._own.taken.append(
            TakenEmail(
                str(envelope.mail_from), list(envelope.rcpt_tos), content, envelope.mail_options, envelope.rcpt_options
            )
        )
        return await self._said(server, "CONTENT", envelope.rcpt_tos[0]) or "250 2.0.0 OK: queued as 4711"

    async def _said(self, server: SMTP, step: Step, to: str = "") -> str:
        return await _given(server, self._own.answer(step, to))


def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


async def _given(server: SMTP, answer: str | None) -> str:
    if answer == HANG:
        await asyncio.Event().wait()
    if answer == CUT:
        _abort(server)
    return answer or ""


class _Smtp(SMTP):
    """aiosmtpd's server, with what its handlers cannot reach: the answers to EHLO and DATA, and a cut in an email."""

    own: MailServerAtWork

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        refused = await _given(self, self.own.answer("EHLO", ""))
        await (self.push(refused) if refused else super().smtp_EHLO(hostname))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        # The library knows no DSN (RFC 3461): what belongs to it is taken out, and kept.
        words = (arg or "").split()
        kept = [word for word in words if word.split("=")[0] in ("RET", "ENVID")]
        await super().smtp_MAIL(" ".join(word for word in words if word not in kept))
        if self.envelope is not None:
            self.envelope.mail_options.extend(kept)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        words = (arg or "").split()
        kept = [word for word in words if word.split("=")[0] in ("NOTIFY", "ORCPT")]
        await super().smtp_RCPT(" ".join(word for word in words if word not in kept))
        if self.envelope is not None:
            self.envelope.rcpt_options.extend(kept)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        to = self.envelope.rcpt_tos[0] if self.envelope is not None and self.envelope.rcpt_tos else ""
        refused = self.own.answer("DATA", to)
        if refused == CUT:  # in the middle of the email
            await self.push("354 go on")
            await self._reader.readline()
            _abort(self)
            return
        await (self.push(refused) if refused else super().smtp_DATA(arg))


class _Controller(Controller):
    def __init__(self, own: MailServerAtWork, options: dict[str, Any], ssl_context: ssl.SSLContext | None) -> None:
        self._own, self._options = own, options
        super().__init__(_Handler(own), hostname=own.host, port=own.port, ssl_context=ssl_context)

    def factory(self) -> SMTP:
        self._own.connections += 1
        server = _Smtp(self.handler, **self._options)
        server.own = self._own
        return server

    def _trigger_server(self) -> None:
        """Look at the port that was chosen; the library's own looks at the one that was asked for."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self._own.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library has types, but here


@contextmanager
def mail_server(
    folder: Path, security: Literal["starttls", "tls", "none"] = "starttls", password: str | None = None
) -> Iterator[MailServerAtWork]:
    """A mail server on a free port of this machine; one with a password, by STARTTLS alone, takes email of no other."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it logs whole conversations, and ours is what is tested
    ca_file = folder / "mail-ca.pem"
    certificate = folder / "mail-server.pem"
    make_certificate(ca_file, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    own = MailServerAtWork("127.0.0.1", 0, ca_file)

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        said = own.answer("AUTH", "")
        is_right = isinstance(data, LoginPassword) and data.password.decode() == password
        return AuthResult(success=is_right and not said, handled=False, message=said)

    options: dict[str, Any] = {"hostname": "mail.example.com", "ident": "sample", "enable_SMTPUTF8": False}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if password is not None:
        options |= {"authenticator": authenticate, "auth_required": True}
    controller = _Controller(own, options, context if security == "tls" else None)
    controller.start()
    own.connections = 0  # the library has looked whether it is there
    try:
        yield own
    finally:
        controller.stop()


def make_certificate(ca_file: Path, certificate: Path) -> None:
    """A certificate for 127.0.0.1 and localhost, with its key, and the one that it is to be checked with."""
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # A name of its own, so that several can stand in one file.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"sample {serial % 10**12}")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ca_file.write_bytes(made.public_bytes(Encoding.PEM))
    certificate.write_bytes(own + made.public_bytes(Encoding.PEM))
