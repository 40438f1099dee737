"""The patient's door, `/r`: look at the proposal, choose, check, send, see what was recorded. `/s` is for slips.

GET and HEAD write nothing. There is no cookie and so no session that another site could ride on: the link in the
address is the only credential, and whoever could forge a request with it could as well open it. That is why this door
needs no forgery token.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from notifier.campaigns.calendar import london_date
from notifier.errors import NotFound as Gone
from notifier.errors import ValueRefused
from notifier.patients.access_codes import normalise_code
from notifier.replies import patient_page
from notifier.replies.patient_page import LinkOpener, OpenLink
from notifier.replies.record import NewReply, RecordedReply
from notifier.store.shared_commits import SharedCommits
from notifier.vocabulary import Choice, Task
from web.context import AppContext
from web.patient import reply_form
from web.patient.general_ways import GeneralWays
from web.patient.page_cache import Edition, PageCache, PageStanding, chosen_language, page_standing
from web.patient.page_words import FALLBACK, Words
from web.patient.rendered_pages import Pages, Reader, Trouble, Ways
from web.patient.statements import Statements
from web.patient.unsent_replies import UnsentReplies
from web.rate_limits import RateLimits

_LONGEST_CODE = 60  # what is shown again of a code that opens nothing
_ADDRESS = re.compile(r"/r/([^/\s]+)", re.IGNORECASE)  # a whole address that somebody pasted, with the code in it
_DOCUMENT = "<any(help, privacy, accessibility):name>"
logger = logging.getLogger(__name__)


class PatientViews:
    """The views; each opens the link anew and knows nothing of the patient but the link."""

    def __init__(self, context: AppContext, limited: RateLimits) -> None:
        self._context = context
        self._pages = Pages(Statements.of(context.settings))
        self._cache = PageCache(context.database)
        self._unsent = UnsentReplies(context.keys)
        self._opener = LinkOpener(context.database, context.keys)
        self._commits = SharedCommits(context.database)
        self._ways = GeneralWays(context.database, context.settings.reply_channels.text_number)
        self._limited = limited

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("patient", __name__)
        for rule in ("/R", "/R/"):  # as keyboards begin what is typed, and as a square in capitals says it
            blueprint.add_url_rule(rule, "capital", self.capital)
        for rule in ("/R/<path:rest>", "/S/<path:rest>"):
            blueprint.add_url_rule(rule, "capital", self.capital)
        blueprint.register_error_handler(Gone, self.replaced)
        for rule in ("/r", "/r/"):
            blueprint.add_url_rule(rule, "enter", self.enter)
            blueprint.add_url_rule(rule, "typed", self.typed, methods=["POST"])
        blueprint.add_url_rule(f"/r/{_DOCUMENT}", "general", self.document)
        for rule in ("/r/<code>", "/r/<code>/"):
            blueprint.add_url_rule(rule, "open", self.open)
        blueprint.add_url_rule(f"/r/<code>/{_DOCUMENT}", "document", self.document)
        blueprint.add_url_rule("/r/<code>/who", "who", self.who)
        blueprint.add_url_rule("/r/<code>/you", "you", self.you)
        blueprint.add_url_rule("/r/<code>/you", "tell", self.tell, methods=["POST"])
        blueprint.add_url_rule("/r/<code>/check/<sealed>", "check", self.check)
        blueprint.add_url_rule("/r/<code>/check/<sealed>", "send", self.send, methods=["POST"])
        blueprint.add_url_rule("/r/<code>/done/<reference>", "done", self.done)
        blueprint.add_url_rule("/r/<code>/done/<reference>/answer.txt", "receipt", self.receipt)
        for rule in ("/s", "/s/<reference>"):
            blueprint.add_url_rule(rule, "slip", self.slip)
        return blueprint

    def enter(self) -> ResponseReturnValue:
        """The form for the code on a letter, and the other ways: general links, as on a poster, lead here."""
        return self._pages.enter(*self._general(), Trouble())

    def capital(self, rest: str = "") -> ResponseReturnValue:
        """An address in capitals leads to the one that we gave out."""
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        path = f"{request.path[:2].lower()}/{quote(rest)}" if rest else "/r"
        return redirect(f"{path}{query}", 308)

    def slip(self, reference: str = "") -> ResponseReturnValue:  # noqa: ARG002 - it is not looked at
        """What a patient sees who scans the slip's square: the same for every reference, for none is looked up."""
        return self._pages.enter(*self._general(), Trouble(), slip=True)

    def typed(self) -> ResponseReturnValue:
        """Take a typed code, or a whole address somebody pasted, to its page."""
        typed = request.form.get("code", "").strip()
        if not typed:
            ways, language = self._general()
            fault = self._pages.own(language)["enter"]["missing"]
            return self._pages.enter(ways, language, Trouble(fault=fault)), 400
        pasted = _ADDRESS.search(typed)
        code = pasted.group(1) if pasted else typed.rstrip("/").rpartition("/")[2]
        try:
            code = normalise_code(code)
        except ValueRefused:
            return self._unknown(code)
        return redirect(url_for("patient.open", code=code, language=request.form.get("language") or None), 303)

    def open(self, code: str) -> ResponseReturnValue:
        """The proposal and the choice. Writes nothing: mail scanners come here before the patient does."""
        reader = self._reader(code)
        if reader is None:
            return self._unknown(code)
        if reader.standing is PageStanding.CANCELLED:
            return self._pages.notice(reader, "cancelled")
        kept, sealed = self._kept(reader)
        return self._pages.open_again(reader, kept, sealed) if kept else self._pages.open(reader)

    def sample_page(self, words: Mapping[str, Mapping[str, Any]], language: str, code: str, deadline_on: date) -> str:
        """The page of `open` as it would be published: `words` by language, behind a link of nobody's."""
        link = OpenLink(0, 0, deadline_on, language, False, b"", 0, 0, False, b"")
        reader = Reader(link, code, language, Edition(0, words), PageStanding.OPEN)
        return self._pages.open(reader)

    def page_behind(self, code: str) -> str | None:
        """The page of `open` for a link without anything else, outside of any request; None where `open` is to answer.

        That is for what opens nothing, for a campaign that is over, and for the first who comes: see `OpenedLinks`.
        """
        try:
            reader = self._reader(code, asked="")
            return None if reader is None or reader.standing is PageStanding.CANCELLED else self._pages.laid_out(reader)
        except Exception:  # whatever it is, `open` meets it again, and answers with its error page
            return None

    def who(self, code: str) -> ResponseReturnValue:
        """The three ways on, for somebody who has chosen: for themselves, for their child, for somebody else."""
        return self._chosen(code, self._who)

    def _who(self, reader: Reader, choice: Choice) -> ResponseReturnValue:
        kept, sealed = self._kept(reader)
        return self._pages.who(reader, choice, sealed if kept else "")

    def you(self, code: str) -> ResponseReturnValue:
        """The form for the date of birth, for somebody who has chosen and said who they are; else it asks for that."""
        return self._chosen(code, self._you)

    def _chosen(self, code: str, page: Callable[[Reader, Choice], ResponseReturnValue]) -> ResponseReturnValue:
        """A page for whoever came by a link and has chosen; to anybody else, what keeps them from it."""
        reader = self._reader(code)
        if reader is None:
            return self._unknown(code)
        if reader.standing is PageStanding.CANCELLED:
            return self._pages.notice(reader, "cancelled")
        choice = reply_form.choice_in(request.args)
        return page(reader, choice) if choice else (self._pages.unchosen(reader), 400)

    def _you(self, reader: Reader, choice: Choice) -> ResponseReturnValue:
        kept, sealed = self._kept(reader)
        answered_by = reply_form.answerer_in(request.args, for_guardian=reader.link.for_guardian)
        if answered_by is None and kept is not None and "relation" not in request.args:
            answered_by = kept.answered_by
        if answered_by is None:
            asks = request.args.get("relation") == reply_form.SOMEBODY_ELSE
            return self._pages.who(reader, choice, sealed if kept else "", somebody_else=asks)
        if kept is not None:
            kept_form = reply_form.kept_form(replace(kept, answered_by=answered_by))
            return self._pages.again(reader, choice, kept_form, sealed)
        return self._pages.you(reader, choice, answered_by)

    def tell(self, code: str) -> ResponseReturnValue:
        """Take the date of birth. A wrong one is recorded as a try; after too many, the answer is taken as it is."""
        reader = self._reader(code)
        if reader is None:
            return self._unknown(code)
        choice = reply_form.choice_in(request.form)
        if choice is None:
            return self._pages.unchosen(reader), 400
        answered_by = reply_form.answerer_told(request.form, for_guardian=reader.link.for_guardian)
        if answered_by is None:
            return self._pages.who(reader, choice, is_faulty=True), 400
        now, own = self._context.clock(), self._pages.own(reader.language)
        form = reply_form.read_form(request.form, own, london_date(now), answered_by)
        if reader.extent_words(choice) is None:
            form = replace(form, extent=None)
        if form.faults:
            return self._pages.faulty(reader, choice, form), 400
        attempt = form.reply(choice, None, now)
        told = reader.link, reader.code, form.dates, attempt, now
        verdict = self._commits.write(lambda session: patient_page.check_birth_date(session, *told))
        if verdict.matched is None:
            self._limited.was_wrong()
        if verdict.matched is None and verdict.tries_left:
            wrong = replace(form, faults={"dob": own["you"]["wrong"]}, parts=("day", "month", "year"))
            likely = reply_form.likely_mistake(form, london_date(now))
            return self._pages.faulty(reader, choice, wrong, likely=likely), 400
        if verdict.matched is None and "contact" not in request.form:
            return self._pages.unmatched(reader, choice, form, is_compared=verdict.is_compared)
        sealed = self._unsent.seal(form.reply(choice, verdict.matched, now), reader.link.notice_id, now)
        return redirect(url_for("patient.check", code=reader.code, sealed=sealed, language=self._said(reader)), 303)

    def check(self, code: str, sealed: str) -> ResponseReturnValue:
        """What was told so far, to be checked and sent; when it was sent already, what came of it."""
        reader = self._reader(code)
        if reader is None:
            return self._unknown(code)
        unsent = self._unsent.open(sealed, reader.link.notice_id, self._context.clock())
        if unsent is None:
            return self._waited(reader, sealed)
        with self._context.database.reading() as session:
            was_sent = patient_page.sent_reply(session, reader.link, unsent.reference) is not None
        return self._to_done(reader, unsent.reference) if was_sent else self._pages.check(reader, unsent, sealed)

    def send(self, code: str, sealed: str) -> ResponseReturnValue:
        """Record it. Sent twice, or from two tabs, it is the same answer."""
        reader = self._reader(code)
        if reader is None:
            return self._unknown(code)
        now = self._context.clock()
        unsent = self._unsent.open(sealed, reader.link.notice_id, now)
        if unsent is None:
            return self._waited(reader, sealed)
        sent = reader.link, reader.code, unsent, now
        recorded = self._commits.write(lambda session: patient_page.record_page_reply(session, *sent))
        self._context.wake(Task.SETTLE)
        return self._to_done(reader, recorded.reference)

    def done(self, code: str, reference: str) -> ResponseReturnValue:
        """What was recorded. The reference alone opens nothing, and the link's page gives no reference."""
        reader, reply, replaces = self._sent(code, reference)
        return self._pages.done(reader, reply, replaces=replaces)

    def receipt(self, code: str, reference: str) -> ResponseReturnValue:
        """What was recorded, as a plain text to keep."""
        reader, reply, replaces = self._sent(code, reference)
        response = Response(self._pages.receipt(reader, reply, replaces=replaces), mimetype="text/plain")
        response.headers["Content-Disposition"] = f'attachment; filename="answer-{reply.reference}.txt"'
        return response

    def document(self, name: str, code: str = "") -> ResponseReturnValue:
        """Help, privacy or accessibility: the practice's where a link says whose, else what holds for all."""
        reader = self._reader(code) if code else None
        if reader is not None:
            return self._pages.document(name, Ways({}, ""), reader.language, reader)
        if code:
            self._limited.missed()
        return self._pages.document(name, *self._general())

    def replaced(self, _: Gone) -> ResponseReturnValue:
        """What somebody sees whose link was replaced in the very moment in which they sent something."""
        return self._unknown((request.view_args or {})["code"])

    def error(self, status: int) -> str:
        """The page for an HTTP error on this door: it names the practice of the link, else whoever wrote to patients.

        It asks as little as it can, for the error may be that nothing can be asked.
        """
        ways = self._ways.remembered()
        is_asked = len(ways.practices) > 1 and status != HTTPStatus.TOO_MANY_REQUESTS
        words = self._words_behind(request.path) if is_asked else {}
        asked = request.args.get("language", "")
        return self._pages.error(status, asked if asked in self._pages.languages else FALLBACK, ways, words)

    def _words_behind(self, path: str) -> Words:
        """The words of the campaign whose link an address begins with; none where it has none, or it cannot be read."""
        within = _ADDRESS.match(path)
        try:
            opened = self._opened(within.group(1)) if within else None
            return self._cache.edition(opened[1]).words[FALLBACK] if opened else {}
        except Exception as error:  # whatever it is, the page matters more; the log has it
            logger.warning("an error page does not know whose link it is about (%s)", type(error).__name__)
            return {}

    def _reader(self, code: str, asked: str | None = None) -> Reader | None:
        """Who looks by a code, or None where it opens nothing: then it is a miss, which `_unknown` counts.

        `asked` is the language that somebody chose, where it is not to be read from the request.
        """
        opened = self._opened(code)
        if opened is None:
            return None
        normal, link = opened
        edition = self._cache.edition(link)
        language = chosen_language(edition, self._pages.languages, _asked() if asked is None else asked, link.language)
        today = london_date(self._context.clock())
        return Reader(link, normal, language, edition, page_standing(edition.words[language], link, today))

    def _opened(self, code: str) -> tuple[str, OpenLink] | None:
        try:
            normal = normalise_code(code)
        except ValueRefused:
            return None
        link = self._opener.open(normal)
        return (normal, link) if link is not None else None

    def _sent(self, code: str, reference: str) -> tuple[Reader, RecordedReply, bool]:
        """Who looks, what they sent, and whether it stands instead of an answer before it. Raises NotFound."""
        reader = self._reader(code)
        if reader is None or not reference.isalnum():  # PostgreSQL would choke on a NUL
            self._limited.missed()
            raise NotFound
        with self._context.database.reading() as session:
            reply = patient_page.sent_reply(session, reader.link, reference)
            replaces = reply is not None and patient_page.replaced_earlier(session, reader.link, reply)
        if reply is None:
            self._limited.missed()
            raise NotFound
        return reader, reply, replaces

    def _waited(self, reader: Reader, sealed: str) -> ResponseReturnValue:
        """The form again for whoever waited too long, or whose address was cut: with their choice, if it is known."""
        chosen = self._unsent.chosen_in(sealed, reader.link.notice_id, self._context.clock())
        if chosen is None:
            return redirect(url_for("patient.open", code=reader.code, language=self._said(reader)), 303)
        choice, answered_by = chosen
        fault = self._pages.own(reader.language)["check"]["waited"]
        return self._pages.faulty(reader, choice, reply_form.waited_form(fault, answered_by)), 400

    def _kept(self, reader: Reader) -> tuple[NewReply | None, str]:
        """What whoever goes back to change something has filled in already, and the same as it is sealed."""
        sealed = request.args.get("kept", "") if request.query_string else ""
        return (self._unsent.open(sealed, reader.link.notice_id, self._context.clock()) if sealed else None), sealed

    def _to_done(self, reader: Reader, reference: str) -> ResponseReturnValue:
        address = url_for("patient.done", code=reader.code, reference=reference, language=self._said(reader))
        return redirect(address, 303)

    def _unknown(self, typed: str) -> ResponseReturnValue:
        """One page for a code that is mistyped and one that was never given out, so that neither can be told apart.

        Raises TooManyRequests for an address that misses too often; a code that was taken back is no miss.

        Nor by the time it takes: a code is looked up by its HMAC under our key, so the database compares nothing that
        a guesser could come nearer to; one statement asks for the link, whether there is one or not; and what more a
        mistyped code costs hangs on its check character, which is no secret.
        """
        with self._context.database.reading() as session:
            withdrawn = patient_page.withdrawn_from(session, self._context.keys, typed)
            if withdrawn is None:
                self._limited.missed()
            likely = patient_page.likely_code(session, self._context.keys, typed)
        if withdrawn is not None:
            return self._withdrawn(withdrawn), 410
        ways, language = self._general()
        fault = self._pages.own(language)["enter"]["unknown_fault"]
        shown = "".join(letter for letter in typed if letter.isprintable())[:_LONGEST_CODE]
        trouble = Trouble(shown, fault, unknown=True, likely=likely or "")
        return self._pages.enter(ways, language, trouble), 404

    def _withdrawn(self, campaign_id: int) -> str:
        edition = self._cache.of_campaign(campaign_id)
        language = chosen_language(edition, self._pages.languages, _asked(), "")
        return self._pages.withdrawn(edition, language)

    def _general(self) -> tuple[Ways, str]:
        """What a page says that belongs to no link, and its language: the one asked for, if any campaign has it."""
        ways = self._ways.read()
        return ways, self._language(ways)

    def _language(self, ways: Ways) -> str:
        """The language that is asked for, where any practice has it."""
        asked = _asked()
        return asked if asked in ways.languages and asked in self._pages.languages else FALLBACK

    def _said(self, reader: Reader) -> str | None:
        """The language to keep to on the next page, where it is not the one that the link opens in."""
        return reader.language if _asked() else None


def _asked() -> str:
    """The language that somebody chose: in the address of most pages, in the form for a typed code."""
    asked = request.args.get("language", "") if request.query_string else ""
    return asked or (request.form.get("language", "") if request.method == "POST" else "")
