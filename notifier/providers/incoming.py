"""What every reader of providers' calls needs: only what a table can hold gets past it."""

import math
import re
from typing import Any

from notifier.providers.base import WebhookCall, WebhookRefused

LARGEST_CALL = 8 * 1024 * 1024  # bytes; a thousand events with the longest reasons are about a quarter of it
_DEEPEST = 8
_REFERENCE = re.compile(r"[0-9A-Za-z_-]{1,32}")


def check_size(call: WebhookCall) -> None:
    """Raises WebhookRefused when there is too much to read."""
    if len(call.body) > LARGEST_CALL:
        raise WebhookRefused(400, "the call is too large")


def is_reference(text: object) -> bool:
    """Whether it has the form of the references that we give to providers."""
    return isinstance(text, str) and _REFERENCE.fullmatch(text) is not None


def storable(value: Any, deepest: int = _DEEPEST) -> Any:
    """JSON that both databases keep: no NUL, half characters or infinite numbers, which PostgreSQL refuses.

    Raises ValueError for what no provider sends: a number that is none, or values in values in values.
    """
    if deepest == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a number")
    if isinstance(value, dict):
        return {storable(name): storable(one, deepest - 1) for name, one in value.items()}
    if isinstance(value, list):
        return [storable(one, deepest - 1) for one in value]
    return value
