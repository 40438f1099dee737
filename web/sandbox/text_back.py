"""Answers a text from the inbox page: asks the stand-in, which hands it to the practice as its provider would."""

import http.client
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from notifier.errors import NotAllowed
from notifier.providers.twilio_sms.twilio_plugin import TWILIO
from notifier.settings import Settings

_TIMEOUT = 10.0


def stand_in_address(settings: Settings) -> str:
    """Where the settings say that the stand-in is, which speaks as Twilio does; empty where there is none."""
    return TWILIO.own(settings).twilio_base_url


def texting_back(base_url: str) -> Callable[[str, str], None] | None:
    """What sends the practice a text (number, words) by the stand-in at this address; None when there is no address.

    It raises NotAllowed when the stand-in does not take it.
    """
    if not base_url:
        return None

    def text_back(number: str, words: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=_TIMEOUT)
        body = json.dumps({"from": number, "body": words})
        try:
            connection.request("POST", "/sandbox-api/inbound", body, {"Content-Type": "application/json"})
            taken = connection.getresponse().status == 202
        except (OSError, http.client.HTTPException):
            taken = False
        finally:
            connection.close()
        if not taken:
            raise NotAllowed("the text could not be sent: is the stand-in of the providers running?")

    return text_back
