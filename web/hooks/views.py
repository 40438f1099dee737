"""The providers' door, `POST /hooks/<provider>/<hook>`: what companies call us with, each at its plug-in's name.

Each provider's own reader checks the signature and reads the call; the door has it kept for good, whatever the database
does, and answers; it is worked off at once, and after the answer. Whatever is malformed gets a 400 or 403 and is not
sent again; where a call could be kept neither in the database nor on the disk it is a 503, and the provider calls
again. Nothing of a call is logged. There is no cookie and so no session to forge a request with: no forgery token.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from notifier.providers.base import WebhookCall, WebhookContent, WebhookReader, WebhookRefused
from notifier.webhook_calls.call_reading import CallReader, Readers, readers_of
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import HeardCall
from notifier.webhook_calls.inbox import CallInbox, CallNotKept
from web.context import AppContext
from web.request_sizes import LARGEST_CALL

_LOG = logging.getLogger(__name__)


class HookViews:
    """One view over every hook of every provider: provider's name -> hook's name -> its reader, None for the settings'.

    `wall_clock` is what the age of a signature is judged by, also where a sample practice's clock stands still. `inbox`
    keeps the calls and has them read.
    """

    def __init__(self, context: AppContext, hooks: Readers | None, wall_clock: Callable[[], datetime]) -> None:
        self._context = context
        self._hooks = readers_of(context.settings) if hooks is None else hooks
        self._wall_clock = wall_clock
        reader = CallReader(context.database, context.keys, self._hooks)
        spool = CallSpool.of(context.settings)
        self.inbox = CallInbox(context.database, spool, reader.read_waiting, context.wake)

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
        rule = "/<provider>/<hook>"
        blueprint.add_url_rule(rule, "call", self.call, methods=["POST"], provide_automatic_options=False)
        return blueprint

    def call(self, provider: str, hook: str) -> ResponseReturnValue:
        """Read a call, have it kept, and answer as the provider wants to be answered."""
        reader = self._hooks.get(provider, {}).get(hook)
        if reader is None:
            abort(404)
        call, called_at = self._called(f"/hooks/{provider}/{hook}"), self._wall_clock()
        content = self._read(reader, call, called_at)
        if content.texts or content.reports:
            try:
                self.inbox.take(HeardCall(provider, hook, call, self._context.clock(), called_at))
            except CallNotKept:
                abort(503)
        if content.malformed:
            _LOG.warning("%s %s: %d parts could not be read", provider, hook, content.malformed)
            abort(400)
        return Response(content.answer, content_type=content.content_type)

    def _called(self, path: str) -> WebhookCall:
        request.max_content_length = LARGEST_CALL + 1  # a body without a stated length is cut there, and not refused
        body = request.get_data()
        if len(body) > LARGEST_CALL:
            abort(413)
        # The signature is over the address as it was called: nothing of the query may be decoded and put together anew.
        query = request.environ.get("QUERY_STRING", "")
        address = f"{self._context.settings.public_url}{path}{'?' if query else ''}{query}"
        return WebhookCall(address, dict(request.headers), body)

    def _read(self, reader: WebhookReader, call: WebhookCall, now: datetime) -> WebhookContent:
        try:
            return reader(call, now)
        except WebhookRefused as refusal:
            _LOG.warning("%s: refused with %d: %s", request.path, refusal.status, refusal)
            abort(refusal.status)
