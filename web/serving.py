"""Serve an application on the loopback address until a signal says stop."""

import errno
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from wsgiref.types import WSGIApplication

from notifier.errors import SettingsFault
from web.server.web_server import ServerOptions, WebServer

_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_OTHER_FILES = 256  # descriptors that are not connections: the database, the log, files being sent


def serve(
    app: WSGIApplication,
    host: str,
    port: int,
    ready: Callable[[], None],
    options: ServerOptions | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, finish what is under way, and return. Main thread only.

    `ready` is called once the port is listened to. A second Ctrl-C ends the process at once. There is no access log,
    since links would be in it. Raises SettingsFault where the port cannot be had.
    """
    options = options or ServerOptions()
    most = min(options.most_connections, _files(options.most_connections + _OTHER_FILES) - _OTHER_FILES)
    with _listening(host, port) as listener:
        server = WebServer(app, listener, replace(options, most_connections=max(most, 1)))

        def ask(_number: int, _frame: FrameType | None) -> None:
            server.stop()
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        before = {one: signal.signal(one, ask) for one in _STOPS}
        try:
            ready()
            server.run()
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsFault(f"port {port} of {host} is taken by another program; name another one") from error
        raise SettingsFault(f"port {port} of {host} cannot be listened to: {error.strerror}") from error
    return listener


def _files(wanted: int) -> int:
    """How many files this process may have open: so many, as far as the machine's limit goes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
    return enough
