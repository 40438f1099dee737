"""The sandbox, `/sandbox/`: every text, email, letter and footer of a demonstration, as its reader would see it.

It shows links that open patients' pages, so it is registered only where everybody on the list is invented.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Self

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from notifier.providers.channels import traits_of
from notifier.settings import Settings
from notifier.vocabulary import Channel
from web.sandbox.outbox_reader import OutboxReader
from web.sandbox.text_back import stand_in_address, texting_back

MOST = 50  # messages on one page
LONGEST_REPLY = 300  # characters
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
# A message's own HTML is shown as it was sent: it has its own styles, and nothing in it may run or call out.
_MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_NEW_TAB = (
    '<!DOCTYPE html><title>Email</title><base target="_blank">'  # a patient's page refuses to open inside the frame
)
_FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; object-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class SandboxViews:
    """The views over one outbox folder.

    `text_back` (number, text) sends the practice a text from a patient's number; without it, texts cannot be answered.
    """

    def __init__(
        self, outbox: OutboxReader, public_url: str, text_back: Callable[[str, str], object] | None = None
    ) -> None:
        self._outbox = outbox
        self._public_url = public_url
        self._text_back = text_back

    @classmethod
    def of_installation(cls, settings: Settings) -> Self:
        """Over the installation's own outbox, and with its stand-in for texts if it has one."""
        return cls(OutboxReader(settings.outbox), settings.public_url, texting_back(stand_in_address(settings)))

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("sandbox", __name__, url_prefix="/sandbox")
        one = f"/<any({', '.join(Channel)}):channel>/<stem>"
        blueprint.add_url_rule("/", "messages", self.messages)
        blueprint.add_url_rule(one, "message", self.message)
        blueprint.add_url_rule(f"{one}/html", "html", self.html)
        blueprint.add_url_rule(f"{one}/pdf", "pdf", self.pdf)
        if self._text_back is not None:
            blueprint.add_url_rule("/sms/<stem>/reply", "reply", self.reply, methods=["POST"])
        return blueprint

    def messages(self) -> ResponseReturnValue:
        """The newest messages of one channel."""
        known = request.args.get("channel", Channel.SMS)
        channel = Channel(known) if known in set(Channel) else Channel.SMS
        sought = request.args.get("sought", "").strip()[:100]
        found = list(islice(self._outbox.found(channel, sought), MOST))
        return render_template(
            "sandbox/messages.html",
            counts=self._outbox.counts(),
            channel=channel,
            is_reported=traits_of(channel).reports_delivery,
            sought=sought,
            messages=found,
            most=MOST,
        )

    def message(self, channel: str, stem: str) -> ResponseReturnValue:
        """One message: a text as on a phone, an email in a frame of its own, a letter as its PDF."""
        found = self._outbox.message(Channel(channel), stem)
        texts = self._outbox.conversation(found.to) if found.channel == Channel.SMS else []
        page = render_template(
            "sandbox/message.html",
            message=found,
            text=self._linked(found.text),
            lines=[(line, self._linked(line.text)) for line in texts],
            can_answer=self._text_back is not None,
        )
        return Response(page, headers={"Content-Security-Policy": _FRAME_POLICY})

    def reply(self, stem: str) -> ResponseReturnValue:
        """Answer a text as its reader would; what the practice makes of it is seen on the staff's pages."""
        # The browser says so when another site's page sends this form.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
        found = self._outbox.message(Channel.SMS, stem)
        words = request.form.get("words", "").strip()[:LONGEST_REPLY]
        if words and self._text_back is not None:
            self._text_back(found.to, words)
        return redirect(url_for("sandbox.message", channel=Channel.SMS.value, stem=stem) + "#conversation", 303)

    def html(self, channel: str, stem: str) -> ResponseReturnValue:
        """An email's HTML as it was sent, locked into its frame."""
        found = self._outbox.message(Channel(channel), stem)
        return Response(_NEW_TAB + found.html, headers={"Content-Security-Policy": _MESSAGE_POLICY})

    def pdf(self, channel: str, stem: str) -> ResponseReturnValue:
        """A letter as it was printed."""
        path = self._outbox.message(Channel(channel), stem).pdf
        if path is None:
            abort(404)
        response = send_file(path, mimetype="application/pdf")
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        )
        return response

    def _linked(self, text: str) -> Markup:
        """The text with its links to open; one that leads to the public address opens on this server."""
        pieces, end = [], 0
        for link in _LINK.finditer(text):
            address = link.group()
            target = address.removeprefix(self._public_url)
            pieces += [escape(text[end : link.start()]), Markup('<a href="{}">{}</a>').format(target, address)]
            end = link.end()
        return Markup("").join([*pieces, escape(text[end:])])
