"""The patient's pages: a campaign's words and our own. What many open is laid out once and filled per link."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, render_template

from notifier.patients.access_codes import new_reference, spaced_code
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.replies.patient_page import OpenLink
from notifier.replies.record import NewReply, RecordedReply, is_late
from notifier.vocabulary import Answerer, Choice, Doubt, Extent
from web.patient import page_words as wording
from web.patient.page_cache import Edition, PageStanding, replaced, template_of
from web.patient.page_words import Words
from web.patient.reply_form import ReplyForm
from web.patient.statements import Statements
from web.templating import clock_time, day

_LABELS = {Choice.KEEP: "keep_label", Choice.AGREE: "agree_label", Choice.UNSURE: "unsure_label"}
_HINTS = {Choice.KEEP: "keep_hint", Choice.AGREE: "agree_hint", Choice.UNSURE: "unsure_hint"}
_VIEWS = {Answerer.PATIENT: "", Answerer.GUARDIAN: "guardian"}  # anybody else reads "other"
_CHECKED_FIRST = (Doubt.UNVERIFIED, Doubt.ON_BEHALF, Doubt.CONFLICT)  # by a person, before anything follows
_ENDING = 4  # characters of the code that tell one child's letter from another's
_SAID = {Choice.KEEP: "kept_done", Choice.AGREE: "agreed_done", Choice.UNSURE: "unsure_done"}


@dataclass(frozen=True)
class Ways:
    """How else to answer, as far as a page knows that no code has narrowed down."""

    practices: Mapping[str, str]  # name -> phone, of all that wrote to patients
    text_number: str  # empty where texts cannot be answered
    languages: frozenset[str] = frozenset()  # that patients of theirs may be shown


def only_practice(ways: Ways) -> dict[str, str]:
    """The details of the practice where there is one alone, as pages have them; else nothing."""
    if len(ways.practices) != 1:
        return {}
    ((name, phone),) = ways.practices.items()
    return {"practice_name": name, "practice_phone": phone}


@dataclass(frozen=True)
class Reader:
    """Who looks: by which link and code, in which language, and what an answer can still do."""

    link: OpenLink
    code: str
    language: str
    edition: Edition
    standing: PageStanding

    @property
    def key(self) -> tuple[object, ...]:
        """What tells one page from another, apart from whose it is."""
        return self.language, self.standing, self.link.for_guardian

    def words(self, answered_by: Answerer | None = None) -> Mapping[str, Any]:
        """The campaign's words as whoever answers reads them; before that is said, as whom the notice was written to.

        So a parent reads of their child also behind the link of one who is older, and a carer of a young child reads
        of nobody's.
        """
        written_to = Answerer.GUARDIAN if self.link.for_guardian else Answerer.PATIENT
        return replaced(self.edition.words[self.language], _VIEWS.get(answered_by or written_to, "other"))

    def extent_words(self, choice: Choice) -> Mapping[str, str] | None:
        """The words of the question how much is to be shown, where it is asked."""
        words: Mapping[str, Any] = self.edition.words[self.language]
        asks = choice is Choice.KEEP and words.get("asks_extent")
        return words.get("extent") if asks else None

    def is_late(self, reply: RecordedReply) -> bool:
        """Whether a reply by this link came after its last day."""
        return is_late(reply.received_at, self.link.deadline_on)

    def fields(self) -> dict[str, str]:
        """What differs between two patients' pages: nothing of it says who they are."""
        last_day = day(self.link.deadline_on, self.language)
        spaced, ending = spaced_code(self.code), self.code[-_ENDING:]
        return {"code": self.code, "spaced": spaced, "ending": ending, "deadline": last_day}


@dataclass(frozen=True)
class Trouble:
    """A code that opens nothing."""

    typed: str = ""
    fault: str = ""
    unknown: bool = False  # say also what to do about it
    likely: str = ""  # the code that was meant, as we think


@dataclass
class Pages:
    """Makes every page of the patient's door."""

    statements: Statements = field(default_factory=Statements)
    languages: Mapping[str, Words] = field(default_factory=wording.load_page_words)

    def own(self, language: str = wording.FALLBACK) -> Words:
        """The words that are the same in every campaign."""
        return self.languages.get(language) or self.languages[wording.FALLBACK]

    def open(self, reader: Reader) -> str:
        """The proposal and the choice."""
        places = "code", "spaced", "deadline"
        return self._template(reader, _opening(reader), "patient/open.html", places).fill(reader.fields())

    def laid_out(self, reader: Reader) -> str | None:
        """The page of `open`, which needs no application for it once it was laid out; None until then."""
        template = reader.edition.templates.get(_opening(reader))
        return template.fill(reader.fields()) if template is not None else None

    def unchosen(self, reader: Reader) -> str:
        """The proposal and the choice once more, after nothing was chosen."""
        return render_template("patient/open.html", **self._frame(reader), **reader.fields(), is_faulty=True)

    def open_again(self, reader: Reader, kept: NewReply, sealed: str) -> str:
        """The proposal and the choice for whoever goes back to change it; `sealed` carries what they filled in."""
        label = reader.words(kept.answered_by)[_LABELS[kept.choice]]
        return render_template("patient/open.html", **self._frame(reader), **reader.fields(), kept=sealed, chosen=label)

    def who(
        self, reader: Reader, choice: Choice, sealed: str = "", *, somebody_else: bool = False, is_faulty: bool = False
    ) -> str:
        """The ways on: for whom the answer is, and with `somebody_else` what whoever gives it is to them."""
        values = self._chosen(reader, choice, None) | {"somebody_else": somebody_else, "is_faulty": is_faulty}
        if sealed:
            fields = {"code": reader.code, "ending": reader.fields()["ending"], "kept": sealed}
            return render_template("patient/who.html", **{**self._frame(reader), **values, **fields})
        key = ("who", *reader.key, choice, somebody_else, is_faulty)
        template = self._template(reader, key, "patient/who.html", ("code", "ending"), **values)
        return template.fill(reader.fields())

    def you(self, reader: Reader, choice: Choice, answered_by: Answerer) -> str:
        """The date of birth of whom the answer is for, and the name of whoever gives it for somebody else."""
        key = ("you", *reader.key, choice, answered_by)
        chosen, places = self._chosen(reader, choice, answered_by), ("code", "ending", "sitting")
        template = self._template(reader, key, "patient/you.html", places, **chosen)
        return template.fill(reader.fields() | {"sitting": new_reference()})

    def again(self, reader: Reader, choice: Choice, kept: ReplyForm, sealed: str) -> str:
        """That form for whoever goes back to change something: only the date has to be given once more."""
        return self.faulty(reader, choice, kept, kept=sealed)

    def faulty(self, reader: Reader, choice: Choice, form: ReplyForm, **also: object) -> str:
        """That form again, with what was typed and what is wrong with it."""
        places = {"dob": f"#dob-{(form.parts or ('day',))[0]}", "name": "#name"}
        faults = [{"text": text, "href": places[name]} for name, text in form.faults.items()]
        shown = {"typed": form.typed, "fault": form.faults, "parts": form.parts, "faults": faults}
        values = {**self._frame(reader), **self._chosen(reader, choice, form.answered_by), **shown, **also}
        return render_template("patient/you.html", **values, **reader.fields(), sitting=form.typed["sitting"])

    def unmatched(self, reader: Reader, choice: Choice, form: ReplyForm, *, is_compared: bool) -> str:
        """After too many wrong dates: how to reach whoever is answering, and whether this date was wrong."""
        values = {**self._frame(reader), **self._chosen(reader, choice, form.answered_by)}
        said = {"said": self.own(reader.language)["unmatched"]["said" if is_compared else "unchecked"]}
        return render_template("patient/unmatched.html", **values, **said, code=reader.code, typed=form.typed)

    def check(self, reader: Reader, unsent: NewReply, sealed: str) -> str:
        """What was filled in so far, before it is sent."""
        words = reader.words(unsent.answered_by)
        is_checked = unsent.answered_by is not Answerer.PATIENT or unsent.doubt is not None
        own = self.own(reader.language)
        states = unsent.choice, unsent.answered_by, unsent.extent, is_checked, bool(unsent.name), bool(unsent.contact)
        template = self._template(
            *(reader, ("check", *reader.key, *states), "patient/check.html"),
            ("code", "ending", "sealed", "born", "name", "contact"),
            **self._chosen(reader, unsent.choice, unsent.answered_by),
            means=own["check"]["means_checked"] if is_checked else self._means(reader, words, unsent.choice),
            extent_said=self._extent(words, unsent.extent),
            has_name=bool(unsent.name),
            has_contact=bool(unsent.contact),
        )
        born = day(unsent.date_of_birth, reader.language) if unsent.date_of_birth else ""
        filled = {"sealed": sealed, "born": born, "name": unsent.name, "contact": unsent.contact}
        return template.fill(reader.fields() | filled)

    def done(self, reader: Reader, reply: RecordedReply, *, replaces: bool) -> str:
        """What was recorded, in the campaign's words for it, and what follows; `replaces` an answer before it."""
        states = reply.choice, reply.doubt, reply.answered_by, reply.extent, reader.is_late(reply), replaces
        places = ("code", "spaced", "reference", "received", "deadline")
        key = ("done", *reader.key, *states)
        template = self._template(reader, key, "patient/done.html", places, **self._said(reader, reply, replaces))
        return template.fill(reader.fields() | self._when(reader, reply))

    def receipt(self, reader: Reader, reply: RecordedReply, *, replaces: bool) -> str:
        """What was recorded and what follows, as a plain text to keep."""
        said = self._when(reader, reply) | self._said(reader, reply, replaces)
        values = {**self._frame(reader), **reader.fields(), **said}
        values["next"] = [line.format(day=values["deadline"]) for line in values["next"]]
        return render_template("patient/answer.txt", **values)

    def notice(self, reader: Reader, name: str) -> str:
        """A page that says one thing: `name` is "cancelled"."""
        return render_template("patient/notice.html", **self._frame(reader), code=reader.code, name=name)

    def withdrawn(self, edition: Edition, language: str) -> str:
        """That the practice has taken this link back."""
        words = edition.words[language]
        values = {"words": words, "direction": words["direction"], "known": edition.languages(self.languages)}
        return render_template("patient/notice.html", **(self._general(language) | values), name="withdrawn")

    def document(self, name: str, ways: Ways, language: str, reader: Reader | None = None) -> str:
        """The page behind one of the links at the foot: "help", "privacy" or "accessibility"."""
        values = {**self._frame(reader), "code": reader.code} if reader else self._general(language, ways.languages)
        if name in self.statements.names:
            practice = values["words"] or only_practice(ways)
            unnamed = self.own()["unnamed_practice"]  # the statement is in English
            values["sections"] = self.statements.sections(name, practice, unnamed)
        return render_template(f"patient/{name}.html", **values, name=name, ways=ways)

    def enter(self, ways: Ways, language: str, trouble: Trouble, *, slip: bool = False) -> str:
        """The form for a typed code; with `slip`, it says first that the code on the slip is the practice's."""
        only = next(iter(ways.practices)) if len(ways.practices) == 1 else ""
        values = {
            "words": {"practice_name": only},
            "ways": ways,
            "trouble": trouble,
            "likely": spaced_code(trouble.likely) if trouble.likely else "",
            "slip": slip,
        }
        return render_template("patient/enter.html", **(self._general(language, ways.languages) | values))

    def error(self, status: int, language: str, ways: Ways, words: Mapping[str, Any]) -> str:
        """The page for an HTTP error, in plain words; `words` are those of a link's campaign, where it is known."""
        said = self.own(language)["errors"]
        only = next(iter(ways.practices)) if len(ways.practices) == 1 else ""
        heading = said.get(str(status)) or said["500" if status >= 500 else "400"]
        values = {"words": words or {"practice_name": only}, "ways": ways, **heading}
        return render_template("patient/error.html", **(self._general(language) | values))

    def _general(self, language: str, offered: Collection[str] = ()) -> dict[str, Any]:
        """What every page needs that belongs to no campaign; `offered` are the languages that it can be read in."""
        is_mirrored = language in wording.RIGHT_TO_LEFT and language in self.languages
        return {
            "words": {},
            "own": self.own(language),
            "language": language,
            "direction": "rtl" if is_mirrored else "ltr",
            "known": {code: own["language"] for code, own in self.languages.items() if code in offered},
        }

    def _template(
        self, reader: Reader, key: tuple[object, ...], template: str, places: tuple[str, ...], **values: object
    ) -> TextTemplate:
        def lay_out() -> TextTemplate:
            found = current_app.jinja_env.get_template(template)
            return TextTemplate.lay_out(found, {**self._frame(reader), **values}, places, as_html)

        return template_of(reader.edition, key, lay_out)

    def _frame(self, reader: Reader) -> dict[str, Any]:
        words = reader.words()
        return {
            "words": words,
            "own": self.own(reader.language),
            "language": reader.language,
            "direction": words["direction"],
            "known": reader.edition.languages(self.languages),
            "standing": reader.standing.value,
            "answered": reader.link.answered,
            "for_guardian": reader.link.for_guardian,
        }

    def _chosen(self, reader: Reader, choice: Choice, answered_by: Answerer | None) -> dict[str, Any]:
        """What was said so far: the choice, in the words of whoever answers, and who that is, once it is known."""
        label = reader.words(answered_by)[_LABELS[choice]]
        view = _VIEWS.get(answered_by, "other") if answered_by else ""
        said = {"choice": choice.value, "label": label, "extent": reader.extent_words(choice), "view": view}
        return said | {"relation": answered_by.value if answered_by else ""}

    def _means(self, reader: Reader, words: Mapping[str, Any], choice: Choice) -> str:
        if reader.standing is not PageStanding.OPEN and choice is Choice.KEEP:
            return str(self.own(reader.language)["open"]["late_hint"])
        return str(words[_HINTS[choice]])

    def _extent(self, words: Mapping[str, Any], extent: Extent | None) -> str:
        return str(words["extent"][extent.value]) if extent and words.get("extent") else ""

    def _said(self, reader: Reader, reply: RecordedReply, replaces: bool) -> dict[str, Any]:
        """What is the same for everybody who gave such an answer."""
        own, words = self.own(reader.language)["done"], reader.words(reply.answered_by)
        late = reader.is_late(reply)
        # A late answer may come after the code, and one in doubt is looked at first: the page must not say that none
        # will be added.
        is_label = reply.doubt in _CHECKED_FIRST or (late and reply.choice is not Choice.AGREE)
        return {
            "said": words[(_LABELS if is_label else _SAID)[reply.choice]],
            "is_label": is_label,
            "extent_said": self._extent(words, reply.extent),
            "replaces": own["replaces"] if replaces else "",
            "unverified": reply.doubt is Doubt.UNVERIFIED,
            "next": [own[key] for key in _next(reply, late and reply.choice is not Choice.AGREE)],
        }

    def _when(self, reader: Reader, reply: RecordedReply) -> dict[str, str]:
        said_on, said_at = day(reply.received_at, reader.language), clock_time(reply.received_at)
        moment = self.own(reader.language)["done"]["moment"].format(day=said_on, time=said_at)
        return {"reference": reply.reference, "received": moment}


def _opening(reader: Reader) -> tuple[object, ...]:
    """What tells the first page of one reader from that of another, apart from whose it is."""
    return "open", *reader.key, reader.link.answered


def _next(reply: RecordedReply, late: bool) -> list[str]:
    """What follows an answer, as the keys of the sentences that say so."""
    if reply.doubt is Doubt.ON_BEHALF and reply.answered_by is Answerer.GUARDIAN:
        found = ["on_behalf_child"]
    elif reply.doubt in _CHECKED_FIRST:
        found = [reply.doubt.value]
    else:
        found = [] if late and reply.choice is Choice.KEEP else [reply.choice.value]
    return [*found, "late"] if late else found
