"""Files that a form brings: taken into a folder as they come, so that no memory holds them and no thread waits."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from wsgiref.types import WSGIEnvironment

from web.server.bodies import RequestRefused
from web.server.options import UploadOptions

_LOG = logging.getLogger(__name__)


class Upload:
    """One body as it comes. It has no name in the folder, so that nothing is left of it however this ends."""

    def __init__(self, content: BinaryIO, seconds: float) -> None:
        self.content = content
        self.size = 0
        self._seconds = seconds

    async def collect(self, parts: AsyncIterator[bytes], largest: int) -> None:
        """Take all of the body; of one that is too large only its size, which whoever is handed it then refuses.

        A browser that is answered before it has sent everything often shows that the connection broke, and no answer.
        Raises RequestRefused: 408 where it takes too long, 503 where the folder does not take it.
        """
        try:
            async with asyncio.timeout(self._seconds):
                async for part in parts:
                    self.size += len(part)
                    if self.size <= largest:
                        self.content.write(part)
        except TimeoutError:
            raise RequestRefused(408) from None
        except OSError as fault:
            _LOG.exception("an upload could not be written")
            raise RequestRefused(503) from fault
        if self.size > largest:
            self.content = BytesIO()
        self.content.seek(0)


class Uploads:
    """Counts and makes the uploads of a server."""

    def __init__(self, options: UploadOptions) -> None:
        self._options = options
        self._under_way = 0  # changed in the event loop alone

    def takes(self, environment: WSGIEnvironment) -> bool:
        """Whether a request brings a file."""
        return environment["REQUEST_METHOD"] == "POST" and self._options.is_upload(environment["PATH_INFO"])

    @contextmanager
    def collecting(self) -> Iterator[Upload]:
        """One more. Raises RequestRefused with 503 while too many are under way, or where there is no folder."""
        if self._under_way >= self._options.most_at_once:
            raise RequestRefused(503)
        self._under_way += 1
        try:
            with self._file() as file:
                yield Upload(file, self._options.seconds)
        finally:
            self._under_way -= 1

    def _file(self) -> BinaryIO:
        try:
            return cast(BinaryIO, TemporaryFile(dir=self._options.folder()))
        except OSError as fault:
            _LOG.exception("there is no folder for uploads")
            raise RequestRefused(503) from fault


def asking_for_page(environment: WSGIEnvironment) -> WSGIEnvironment:
    """The request for the page whose form a request was sent from, by the same person."""
    without = {name: value for name, value in environment.items() if name not in ("CONTENT_LENGTH", "CONTENT_TYPE")}
    return {**without, "REQUEST_METHOD": "GET", "QUERY_STRING": "", "wsgi.input": BytesIO()}
