"""Where an exchange over TLS breaks off, on real sockets: in the handshake nothing was sent, later nobody knows."""

import gc
import socket
import ssl
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from requests.exceptions import ConnectionError as RequestsConnectionError

from notifier.providers.base import Refused, Unknown
from notifier.providers.http_pool import new_session, without_answer
from notifier.vocabulary import FailReason
from tests.notifier.providers.mail_server import make_certificate

NEVER_LEFT = Refused(FailReason.UNAVAILABLE, permanent=False)
PROTOCOL_ALERT = bytes.fromhex("15 0303 0002 02 46")  # fatal: protocol_version
Conduct = Callable[[socket.socket, "Site"], None]


class Site:
    """What a server needs besides its socket: a certificate for this machine, and the end of the test."""

    def __init__(self, folder: Path) -> None:
        self.ca_file, self.certificate = folder / "ca.pem", folder / "server.pem"
        make_certificate(self.ca_file, self.certificate)
        self.is_over = Event()
        self.heard = b""

    def shake_hands(self, connection: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(connection, server_side=True)


def ends_it(connection: socket.socket, _site: Site) -> None:
    connection.recv(4096)


def resets_it(connection: socket.socket, _site: Site) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def speaks_no_tls(connection: socket.socket, _site: Site) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


def knows_another_protocol(connection: socket.socket, _site: Site) -> None:
    connection.recv(4096)
    connection.sendall(PROTOCOL_ALERT)


def never_answers(connection: socket.socket, site: Site) -> None:
    connection.recv(4096)
    site.is_over.wait()


def is_another_host(connection: socket.socket, site: Site) -> None:
    site.shake_hands(connection).close()


def hears_and_is_gone(connection: socket.socket, site: Site) -> None:
    with site.shake_hands(connection) as secure:
        while b"the message" not in site.heard:
            site.heard += secure.recv(4096)
        secure.unwrap = lambda: connection  # type: ignore[method-assign]  # without a word of parting


@contextmanager
def server(site: Site, conduct: Conduct, host: str) -> Iterator[str]:
    """The address of a server that behaves so to whoever connects."""

    def serve() -> None:
        while not site.is_over.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    conduct(connection, site)

    with socket.create_server((host, 0)) as listener:
        listener.settimeout(0.05)
        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"https://{host}:{listener.getsockname()[1]}/"
        finally:
            site.is_over.set()
            thread.join()


def broken_off(site: Site, conduct: Conduct, host: str = "127.0.0.1") -> Refused | Unknown:
    """What follows for the message from what such a server does."""
    result = _result(site, conduct, host)
    # Python's own ssl leaves a socket open that was reset before its handshake began: it must not be blamed on a later
    # test, in which the collector happens to come by.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return result


def _result(site: Site, conduct: Conduct, host: str) -> Refused | Unknown:
    with server(site, conduct, host) as address, new_session(1) as session:
        session.verify = str(site.ca_file)
        with pytest.raises(RequestsConnectionError) as failed:
            session.post(address, data=b"the message", timeout=(5, 0.5))
    return without_answer(failed.value)


@pytest.mark.parametrize("conduct", [ends_it, resets_it, speaks_no_tls, knows_another_protocol, never_answers])
def test_what_breaks_off_in_the_handshake_never_left(tmp_path: Path, conduct: Conduct) -> None:
    site = Site(tmp_path)
    assert broken_off(site, conduct) == NEVER_LEFT
    assert site.heard == b""


def test_a_message_for_another_host_never_left(tmp_path: Path) -> None:
    assert broken_off(Site(tmp_path), is_another_host, "127.0.0.2") == NEVER_LEFT


def test_what_breaks_off_after_the_request_is_unknown(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert broken_off(site, hears_and_is_gone) == Unknown()
    assert b"the message" in site.heard
