"""The providers' door, `POST /hooks/<provider>/<hook>`: what companies call us with, each at its plug-in's name.

Each provider's own reader checks the signature and reads the call; the door writes down what it read. Whatever is
malformed gets a 400 or 403 and is not sent again; when the tables cannot be reached it is a 503, and the provider calls
again. Nothing of a call is logged. There is no cookie and so no session to forge a request with: no forgery token.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlalchemy.orm import Session

from notifier.delivery import receipts
from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookReader, WebhookRefused
from notifier.providers.registry import called_by
from notifier.replies import inbound_sms
from notifier.settings import Settings
from notifier.vocabulary import ReportKind, Task
from web.context import AppContext
from web.request_sizes import LARGEST_CALL

TOGETHER = 100  # reports written in one transaction: patients who answer meanwhile get their turn between two
_LOG = logging.getLogger(__name__)
_Part = TypeVar("_Part", Report, IncomingText)


def hooks_of(settings: Settings) -> Mapping[str, Mapping[str, WebhookReader]]:
    """What each provider calls us with, by the provider's name."""
    return {provider.name: provider.hooks for provider in called_by(settings)}


class HookViews:
    """One view over every hook of every provider: provider's name -> hook's name -> its reader, None for the settings'.

    `wall_clock` is what the age of a signature is judged by, also where a sample practice's clock stands still.
    """

    def __init__(
        self,
        context: AppContext,
        hooks: Mapping[str, Mapping[str, WebhookReader]] | None,
        wall_clock: Callable[[], datetime],
    ) -> None:
        self._context = context
        self._hooks = hooks_of(context.settings) if hooks is None else hooks
        self._wall_clock = wall_clock

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
        rule = "/<provider>/<hook>"
        blueprint.add_url_rule(rule, "call", self.call, methods=["POST"], provide_automatic_options=False)
        return blueprint

    def call(self, provider: str, hook: str) -> ResponseReturnValue:
        """Read a call, record what it says, and answer as the provider wants to be answered."""
        reader = self._hooks.get(provider, {}).get(hook)
        if reader is None:
            abort(404)
        content = self._heard(reader, f"/hooks/{provider}/{hook}")
        try:
            unkept = self._record(provider, content)
        except SQLAlchemyError as error:
            _LOG.error("%s %s: could not be recorded: %s", provider, hook, type(error).__name__)
            abort(503)
        if unfit := content.malformed + unkept:
            _LOG.warning("%s %s: %d parts could not be read", provider, hook, unfit)
            abort(400)
        return Response(content.answer, content_type=content.content_type)

    def _heard(self, reader: WebhookReader, path: str) -> WebhookContent:
        request.max_content_length = LARGEST_CALL + 1  # a body without a stated length is cut there, and not refused
        body = request.get_data()
        if len(body) > LARGEST_CALL:
            abort(413)
        # The signature is over the address as it was called: nothing of the query may be decoded and put together anew.
        query = request.environ.get("QUERY_STRING", "")
        address = f"{self._context.settings.public_url}{path}{'?' if query else ''}{query}"
        try:
            return reader(WebhookCall(address, dict(request.headers), body), self._wall_clock())
        except WebhookRefused as refusal:
            _LOG.warning("%s: refused with %d: %s", path, refusal.status, refusal)
            abort(refusal.status)

    def _record(self, provider: str, content: WebhookContent) -> int:
        """Write down what was heard, and wake the workers for it; returns how many parts the tables cannot hold."""
        now, keys = self._context.clock(), self._context.keys
        unkept = 0
        for text in content.texts:
            unkept += self._write(
                [text], lambda session, one: inbound_sms.receive_text(session, keys, provider, one, now)
            )
        # In one order, so that two calls about the same messages do not wait for each other.
        reports = sorted(content.reports, key=lambda report: report.reference)
        for start in range(0, len(reports), TOGETHER):
            some = reports[start : start + TOGETHER]
            unkept += self._write(some, lambda session, one: receipts.record_report(session, provider, one, now))
        if content.texts:
            self._context.wake(Task.SETTLE)
        if content.texts or any(report.kind is ReportKind.FAILED for report in reports):
            self._context.wake(Task.ADVANCE)  # a stop word or a failure: the next channel's turn
        return unkept

    def _write(self, parts: Sequence[_Part], write: Callable[[Session, _Part], object]) -> int:
        """Write parts in one transaction; when one cannot be stored, each in its own. Returns how many cannot."""
        try:
            with self._context.database.writing() as session:
                for part in parts:
                    write(session, part)
        except (DataError, UnicodeError):
            return 1 if len(parts) == 1 else sum(self._write([part], write) for part in parts)
        return 0
