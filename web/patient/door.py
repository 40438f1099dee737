"""The patient's door, `/r`: look at the proposal, answer it, see what was recorded. `/s` is for slips in wrong hands.

GET and HEAD write nothing. There is no cookie and so no session that another site could ride on: the link in the
address is the only credential, and whoever could forge a request with it could as well open it. That is why this door
needs no forgery token.
"""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from notifier import pages, replies
from notifier.errors import ValueRefused
from notifier.links import normalise
from notifier.replies import OpenLink
from web import limits
from web.core import Core
from web.patient import form
from web.patient.pages import Pages, Ways

_LONGEST_CODE = 60  # what is shown again of a code that opens nothing


class PatientDoor:
    """The views; each opens the link anew and knows nothing of the patient but the link."""

    def __init__(self, core: Core, pages: Pages) -> None:
        self._core = core
        self._pages = pages

    def blueprint(self, limited: limits.Limited) -> Blueprint:
        """The routes, with the limits on answering."""
        door = Blueprint("patient", __name__)
        for rule in ("/r", "/r/"):
            door.add_url_rule(rule, "enter", self.enter)
            door.add_url_rule(rule, "typed", self.typed, methods=["POST"])
        door.add_url_rule("/r/<code>", "open", self.open)
        door.add_url_rule("/r/<code>", "answer", limited.answering(self.answer), methods=["POST"])
        door.add_url_rule("/r/<code>/done/<reference>", "done", self.done)
        for rule in ("/s", "/s/<reference>"):
            door.add_url_rule(rule, "slip", self.slip)
        return door

    def enter(self) -> ResponseReturnValue:
        """The form for the code on a letter, and the other ways: general links, as on a poster, lead here."""
        return self._pages.enter(self._ways())

    def slip(self, reference: str = "") -> ResponseReturnValue:  # noqa: ARG002 - it is not looked at
        """What a patient sees who scans the slip's square: the same for every reference, for none is looked up."""
        return self._pages.enter(self._ways(), slip=True)

    def typed(self) -> ResponseReturnValue:
        """Take a typed code, or a whole address somebody pasted, to its page."""
        typed = request.form.get("code", "").strip()
        if not typed:
            return self._pages.enter(self._ways(), fault=self._pages.own()["enter_missing"]), 400
        try:
            code = normalise(typed.rstrip("/").rpartition("/")[2])
        except ValueRefused:
            return self._unknown(typed)
        return redirect(url_for("patient.open", code=code), 303)

    def open(self, code: str) -> ResponseReturnValue:
        """The proposal and the form. Writes nothing: mail scanners come here before the patient does."""
        link = self._link(code)
        return self._unknown(code) if link is None else self._pages.open(link, normalise(code))

    def answer(self, code: str) -> ResponseReturnValue:
        """Record what the form says. A date of birth that does not match is recorded too, and a person looks at it."""
        link = self._link(code)
        if link is None:
            return self._unknown(code)
        now = self._core.clock()
        filled = form.read(request.form, self._pages.own(link.words["language"]), now.date())
        if filled.choice is None or filled.date_of_birth is None:
            return self._pages.faulty(link, normalise(code), filled), 400
        with self._core.database.writing() as session:
            reply = replies.from_page(session, self._core.keys, code, filled.choice, filled.date_of_birth, now)
        self._core.ring("settle")
        return redirect(url_for("patient.done", code=normalise(code), reference=reply.reference), 303)

    def done(self, code: str, reference: str) -> ResponseReturnValue:
        """What was recorded. The reference alone opens nothing, and the link's page gives no reference."""
        link = self._link(code)
        with self._core.database.reading() as session:
            reply = replies.told(session, self._core.keys, code, reference) if link else None
        if link is None or reply is None:
            raise NotFound
        return self._pages.done(link, normalise(code), reply)

    def _link(self, code: str) -> OpenLink | None:
        with self._core.database.reading() as session:
            return replies.open_link(session, self._core.keys, code)

    def _unknown(self, typed: str) -> ResponseReturnValue:
        """One page for a code that is mistyped and one that was never given out, so that neither can be told apart."""
        fault = self._pages.own()["unknown_fault"]
        shown = "".join(letter for letter in typed if letter.isprintable())[:_LONGEST_CODE]
        return self._pages.enter(self._ways(), typed=shown, fault=fault, unknown=True), 404

    def _ways(self) -> Ways:
        with self._core.database.reading() as session:
            return Ways(pages.practices(session), self._core.settings.roads.text_number)
