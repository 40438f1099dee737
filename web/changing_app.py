"""The application that is served: made anew when settings change, while it answers, so that nobody is turned away."""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from notifier.settings import Settings
from web.app import App


class ChangingApp:
    """Hands each request to the newest application; one that is under way ends in the application where it began."""

    def __init__(self, make: Callable[[Settings], App], settings: Settings) -> None:
        """Raises what `make` does."""
        self._make = make
        self._app = make(settings)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        answer: WSGIApplication = self._app
        return answer(environ, start_response)

    def start(self) -> None:
        """Begin working off what providers called with."""
        if self._app.inbox is not None:
            self._app.inbox.start()

    def change(self, settings: Settings) -> None:
        """Answer with these settings from now on. Raises what `make` does, and the earlier application goes on."""
        self._app = self._make(settings)
        self.start()
