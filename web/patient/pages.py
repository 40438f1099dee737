"""The patient's pages: a campaign's words and our own. The first view is a plate, laid out once and filled per link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from notifier.links import spaced
from notifier.press.plates import TextPlate, as_html
from notifier.replies import OpenLink, ReplyView
from notifier.vocabulary import Choice, Doubt
from web.look import day, moment
from web.patient import words as wording
from web.patient.form import Form

_PLACES = ("code", "spaced", "deadline")
_SAID = {Choice.KEEP: "kept_done", Choice.AGREE: "agreed_done", Choice.UNSURE: "unsure_done"}
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Ways:
    """How else to answer, as far as a page knows that no code has narrowed down."""

    practices: Mapping[str, str]  # name -> phone, of all that wrote to patients
    text_number: str  # empty where texts cannot be answered


class Pages:
    """Makes every page of the patient's door; the plates are kept as long as the object."""

    def __init__(self) -> None:
        self._languages = wording.load()
        self._plates: dict[tuple[int, bool], TextPlate] = {}

    def own(self, language: str = wording.FALLBACK) -> Words:
        """The words that are the same in every campaign."""
        return wording.chosen(self._languages, language)

    def open(self, link: OpenLink, code: str) -> str:
        """The proposal and the empty form."""
        key = (link.page_id, link.answered)
        if key not in self._plates:
            template = current_app.jinja_env.get_template("patient/open.html")
            values = {**self._frame(link.words), "answered": link.answered}
            self._plates[key] = TextPlate.lay_out(template, values, _PLACES, as_html)
        return self._plates[key].fill(_fields(link, code))

    def faulty(self, link: OpenLink, code: str, form: Form) -> str:
        """The form again, with what was typed and what is wrong with it."""
        return render_template(
            "patient/open.html",
            **self._frame(link.words),
            **_fields(link, code),
            typed=form.typed,
            fault=form.faults,
            faults=form.faults.links(),
        )

    def done(self, link: OpenLink, code: str, reply: ReplyView) -> str:
        """What was recorded, in the campaign's words for it, and what follows."""
        own = self.own(link.words["language"])
        unverified = reply.doubt == Doubt.UNVERIFIED
        return render_template(
            "patient/done.html",
            **self._frame(link.words),
            code=code,
            said=link.words[_SAID[reply.choice]],
            unverified=unverified,
            reference_html=Markup('<span class="fn-code">{}</span>').format(reply.reference),
            received_at=moment(reply.received_at),
            what_next=own["next_unverified" if unverified else f"next_{reply.choice}"],
        )

    def enter(self, ways: Ways, *, typed: str = "", fault: str = "", unknown: bool = False, slip: bool = False) -> str:
        """The form for a typed code; with `unknown`, also what to do about a code or link that opens nothing.

        With `slip`, it says first that the code on the slip is the practice's.
        """
        only = next(iter(ways.practices)) if len(ways.practices) == 1 else ""
        return render_template(
            "patient/enter.html",
            own=self.own(),
            words={"practice_name": only},
            ways=ways,
            typed=typed,
            fault=fault,
            unknown=unknown,
            slip=slip,
        )

    def error(self, status: int) -> str:
        """The page for an HTTP error, in plain words."""
        errors = self.own()["errors"]
        return render_template("patient/error.html", own=self.own(), words={}, **errors.get(str(status), errors["400"]))

    def _frame(self, words: Words) -> dict[str, Any]:
        return {
            "words": words,
            "own": self.own(words["language"]),
            "language": words["language"],
            "direction": words["direction"],
        }


def _fields(link: OpenLink, code: str) -> dict[str, str]:
    """What differs between two patients' pages: nothing of it says who they are."""
    return {"code": code, "spaced": spaced(code), "deadline": day(link.deadline_on, link.words["language"])}
