"""How much time, memory and room a server gives its clients."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.types import WSGIApplication


@dataclass(frozen=True)
class UploadOptions:
    """How files are taken: into a folder and not into memory, and from whoever may see the page that asks for one.

    `is_upload` says of a path whether forms that are sent to it bring a file; `folder` makes the folder in which a body
    waits that has not all come, or is being answered.
    """

    is_upload: Callable[[str], bool]
    folder: Callable[[], Path]
    seconds: float = 15 * 60.0  # for all of a body: 50 MB over a slow line
    most_at_once: int = 4


@dataclass(frozen=True)
class ServerOptions:
    """How a server works.

    `largest_body` says for a path how many bytes a body may have. `is_apart` says whether requests to a path have
    threads of their own, which are free though all others wait for the database. `refusals` makes the page for what is
    refused before the application would see it: the application itself, where it knows what `refusals.REFUSED` means.
    """

    threads: int = 8
    threads_apart: int = 4
    head_seconds: float = 10.0  # for the head of a request, and for waiting between two on one connection
    body_seconds: float = 10.0  # for all of a body, from the head on
    answer_seconds: float = 10.0  # that a client may take nothing of what it is being sent
    grace_seconds: float = 20.0  # what a stop leaves requests that are under way
    most_connections: int = 4096  # more wait in the kernel
    most_buffered: int = 64 * 1024 * 1024  # bytes of all bodies together that have not all come or are being answered
    largest_body: Callable[[str], int] = field(default=lambda _path: 16 * 1024)
    is_apart: Callable[[str], bool] = field(default=lambda _path: False)
    refusals: WSGIApplication | None = None
    uploads: UploadOptions | None = None
