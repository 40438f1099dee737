"""Serve the app with gunicorn, started from the program instead of from a configuration file."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

THREADS = 4  # more only take the interpreter from one another
GRACE_SECONDS = 20  # what a stop leaves requests that are under way


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


class _Log(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """The server's own lines go where all others go, for they may quote an address with a link in it."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def serve(
    app: Flask,
    host: str,
    port: int,
    ready: Callable[[], None],
    settings: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is under way and return by SystemExit. Main thread only.

    `ready` is called once the port is listened to; `settings` replaces some of gunicorn's below.

    One process with threads: limits and templates live in memory. There is no access log, since links would be in it.
    Database connections opened before the call do not survive the fork, so open the database lazily or dispose first.
    """
    options = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": GRACE_SECONDS,
        "accesslog": None,
        "loglevel": "warning",
        "logger_class": _Log,
        "control_socket_disable": True,  # it would be a file in the home folder, shared by every installation there
        "limit_request_line": 2048,
        "limit_request_fields": 60,
        "when_ready": lambda _server: ready(),
        **settings,
    }
    _Server(app, options).run()
