"""Twilio's API for messaging services, as far as a program asks which numbers a service sends from.

Checked against https://www.twilio.com/docs/messaging/api/phonenumber-resource.
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from web.sandbox.account import TEXTS_FROM, Account

_LARGEST_PAGE = 50


class TwilioServices:
    """Every service of the account has its one number."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("twilio_services", __name__, url_prefix="/v1/Services")
        blueprint.add_url_rule("/<service_sid>/PhoneNumbers", "numbers", self.numbers)
        return blueprint

    def numbers(self, service_sid: str) -> ResponseReturnValue:
        """The numbers of a service, in one page."""
        signed = request.authorization
        if signed is None or not self._account.knows_texter(signed.username or "", signed.password or ""):
            return jsonify(code=20003, message="Authenticate", more_info="", status=401), 401
        number = {
            "sid": "PN" + "0" * 32,
            "account_sid": self._account.account_sid,
            "service_sid": service_sid,
            "date_created": None,
            "date_updated": None,
            "phone_number": TEXTS_FROM,
            "country_code": "GB",
            "capabilities": ["SMS"],
            "url": request.base_url,
        }
        meta = {
            "page": 0,
            "page_size": _LARGEST_PAGE,
            "first_page_url": request.url,
            "previous_page_url": None,
            "next_page_url": None,
            "url": request.url,
            "key": "phone_numbers",
        }
        return jsonify(phone_numbers=[number], meta=meta)
