"""The SDK's HTTP client as we need it: a pool as large as the sending, another server where one is set, no logging."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from requests import Response as HttpResponse
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from notifier.providers.http_pool import HttpAnswer, new_session, read_patiently, retry_after


class TwilioHttp(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Raises `HttpAnswer` for whatever is not success, with the wait that the SDK's own errors leave out.

    `base_url` replaces the server of every request, and may have a path to put before the request's own. It is done
    here, after the SDK has built the address: its own setting would be undone by a region or an edge. With `sleep`,
    what reads is asked again where it fails; what sends never is.
    """

    def __init__(
        self, base_url: str, timeout: float, connections: int, sleep: Callable[[float], object] | None = None
    ) -> None:
        super().__init__(timeout=timeout)
        self.session = new_session(connections, "twilio")
        self._base = urlsplit(base_url)
        self._sleep = sleep

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """As the SDK asks for it; never follows a redirect."""
        attempt = partial(self._attempt, method, url, *args, **options)
        if self._sleep is None or method != "GET":
            return attempt()
        return read_patiently(attempt, self._sleep)

    def _attempt(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        response: Response = super().request(method, self._placed(url), *args, **options | {"allow_redirects": False})
        if not 200 <= response.status_code < 300:
            raise HttpAnswer(response.status_code, response.text, retry_after(response.headers))
        return response

    def log_request(self, _request: dict[str, Any]) -> None:
        """Nothing: the SDK would write down whom we ask about."""

    def log_response(self, _http_status: int, _response: HttpResponse) -> None:
        """Nothing either."""

    def _placed(self, url: str) -> str:
        if not self._base.netloc:
            return url
        parts = urlsplit(url)
        path = self._base.path.rstrip("/") + parts.path
        return parts._replace(scheme=self._base.scheme, netloc=self._base.netloc, path=path).geturl()
