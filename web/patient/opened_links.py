"""The page behind a link, answered before Flask is asked: most of what comes on the day that a whole list is told.

Such a request has nothing but its link, and Flask's contexts and routing take twice as long for it as the page. What is
anything else, goes wrong, or is wanted for the first time, Flask answers as if this were not there.
"""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from notifier.patients.access_codes import LENGTH
from web.server.refusals import REFUSED

_BEFORE = "/r/"


class OpenedLinks:
    """Stands around the application; `page_behind` gives the page behind a code, or None where Flask is to answer."""

    def __init__(self, inner: WSGIApplication, page_behind: Callable[[str], str | None]) -> None:
        self._inner = inner
        self._page_behind = page_behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] == "GET"
            and path.startswith(_BEFORE)
            and len(path) == len(_BEFORE) + LENGTH
            and not environ.get("QUERY_STRING")
            and REFUSED not in environ
            and (page := self._page_behind(path[len(_BEFORE) :])) is not None
        ):
            body = page.encode()
            fields = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            start_response("200 OK", fields)
            return [body]
        return self._inner(environ, start_response)
