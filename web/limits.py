"""How often one link, address or account may try, so that guessing is slow and a waiting room is not locked out.

Counted in memory: this is one process with several threads, and a count that a restart forgets harms nobody.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

from notifier.errors import ValueRefused
from notifier.links import normalise

_PER_LINK = "10 per minute"
_PER_ADDRESS = "60 per minute"
_PER_ACCOUNT = "5 per minute"
_SIGN_INS_PER_ADDRESS = "20 per minute"
View = Callable[..., Any]


class Limited:
    """Puts the limits on views; the limited answer is the door's 429 page."""

    def __init__(self, app: Flask, *, enabled: bool) -> None:
        self._limiter = Limiter(_address, app=app, storage_uri="memory://", headers_enabled=False, enabled=enabled)
        # The decorated views hold the limiter weakly, so the app has to keep it alive.
        app.extensions["fair-notice-limiter"] = self._limiter

    def answering(self, view: View) -> View:
        """A patient's answer: few a minute for one link, more for one address."""
        per_address: View = self._limiter.limit(_PER_ADDRESS)(view)
        return self._limiter.limit(_PER_LINK, key_func=_link)(per_address)

    def signing_in(self, view: View) -> View:
        """A password: few a minute for one account, wherever they come from, and for one address."""
        per_address: View = self._limiter.limit(_SIGN_INS_PER_ADDRESS, methods=["POST"])(view)
        return self._limiter.limit(_PER_ACCOUNT, key_func=_account, methods=["POST"])(per_address)


def _address() -> str:
    return request.remote_addr or "unknown"


def _link() -> str:
    typed = (request.view_args or {}).get("code", "")
    try:
        return f"link {normalise(typed)}"
    except ValueRefused:
        return f"no link, from {_address()}"


def _account() -> str:
    return f"account {request.form.get('email', '').strip().lower()}"
