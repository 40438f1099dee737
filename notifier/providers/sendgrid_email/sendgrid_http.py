"""The SDK's HTTP client over a kept connection. Its own opens one a request, and follows redirects with our key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from typing import Any
from urllib.request import Request

from python_http_client import Client
from requests import Response, Session

from notifier.providers.http_pool import HttpAnswer, read_patiently, retry_after, wait_until


class SendGridHttp(Client):  # type: ignore[misc]  # the SDK has no types
    """Raises `HttpAnswer` for whatever is not success; never follows a redirect.

    With `sleep`, what reads is asked again where it fails; what sends never is.
    """

    def __init__(self, session: Session, sleep: Callable[[float], object] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._session, self._sleep = session, sleep

    def _build_client(self, name: str | None = None) -> "SendGridHttp":
        """The same client one step further along the path; the SDK's own method would make one of its own kind."""
        return SendGridHttp(
            self._session,
            self._sleep,
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            timeout=self.timeout,
        )

    def _make_request(self, _opener: object, request: Request, timeout: float | None = None) -> "_Answer":
        attempt = partial(self._attempt, request, timeout)
        if self._sleep is None or request.get_method() != "GET":
            return attempt()
        return read_patiently(attempt, self._sleep)

    def _attempt(self, request: Request, timeout: float | None) -> "_Answer":
        response = self._session.request(
            request.get_method(),
            request.full_url,
            data=request.data,
            headers=dict(request.header_items()),
            timeout=timeout or self.timeout,
            allow_redirects=False,
        )
        if not 200 <= response.status_code < 300:
            raise HttpAnswer(response.status_code, response.text, _wait(response))
        return _Answer(response)


class _Answer:
    """A response as the SDK reads one."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def getcode(self) -> int:
        return self._response.status_code

    def read(self) -> bytes:
        return self._response.content

    def info(self) -> Message:
        headers = Message()
        for name, value in self._response.headers.items():
            headers[name] = value
        return headers


def _wait(response: Response) -> timedelta | None:
    """Until the rate limit begins anew, https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits"""
    said = response.headers.get("X-RateLimit-Reset", "")
    if said.isascii() and said.isdecimal() and len(said) <= 11:
        return wait_until(datetime.fromtimestamp(int(said), UTC), response.headers)
    return retry_after(response.headers)
