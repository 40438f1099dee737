"""A real mailbox on this machine: pymap, an IMAP server, in a process of its own, with its messages in memory."""

import imaplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.notifier.providers.mail_server import make_certificate
from tests.waiting import eventually

USER, PASSWORD = "bounces", "sample-password"


@dataclass(frozen=True)
class ImapServer:
    """Where it is; each test takes a folder of its own."""

    port: int
    ca_file: Path

    def client(self) -> imaplib.IMAP4:
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        imap.login(USER, PASSWORD)
        return imap


@dataclass(frozen=True)
class MailFolder:
    """One folder of it, seen with other eyes than the product's."""

    server: ImapServer
    name: str

    def put(self, *messages: bytes) -> None:
        imap = self.server.client()
        for message in messages:
            assert imap.append(self.name, "", "", message)[0] == "OK"
        imap.logout()

    def flags(self) -> list[bool]:
        """Of each message, whether it was seen, the oldest first."""
        imap = self.server.client()
        imap.select(self.name, readonly=True)
        _, found = imap.uid("FETCH", "1:*", "(FLAGS)")
        imap.logout()
        return [b"\\Seen" in one for one in found if isinstance(one, bytes)]


@contextmanager
def running_imap(folder: Path) -> Iterator[ImapServer]:
    """A server that offers STARTTLS with a certificate of its own, and ends with the block."""
    ca_file, certificate = folder / "imap-ca.pem", folder / "imap-server.pem"
    make_certificate(ca_file, certificate)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    own = ImapServer(port, ca_file)
    program = (sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1", "--port", str(port))
    secrets = ("--cert", str(certificate), "--key", str(certificate))
    account = ("dict", "--demo-user", USER, "--demo-password", PASSWORD)
    with subprocess.Popen([*program, *secrets, *account], stderr=subprocess.DEVNULL) as server:
        try:
            assert eventually(lambda: _answers(own, server)), "the IMAP server does not answer"
            yield own
        finally:
            server.terminate()


def _answers(own: ImapServer, server: "subprocess.Popen[bytes]") -> bool:
    assert server.poll() is None, "the IMAP server has ended"
    try:
        own.client().logout()
    except OSError:
        return False
    return True
