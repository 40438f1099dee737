"""What patients will read: an index, a page for each kind of message, and what the hardest to fit would get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeAlias

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns.calendar import deadline
from notifier.errors import NotFound
from notifier.messages.prescription_footer import footer_form, ruled_footer
from notifier.messages.sample_messages import CODE
from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView, PictureView
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.preview import shown_preview
from notifier.preview.shown_preview import PageWordsByLanguage, ShownPreview, text_bubble
from notifier.providers.channels import traits_of
from notifier.providers.message_types import EmailMessage, FooterMessage, LetterMessage, PlainMessage, SmsMessage
from notifier.vocabulary import CampaignStatus, Channel, HardCase, JobKind, Role, Task
from web.context import AppContext
from web.guards import EMAIL_IN_A_FRAME, PAGE_IN_A_FRAME, WITH_FRAMES, needs
from web.labels import label_of, letter_kind, sample_name
from web.staff import gallery, steps
from web.staff.shown_campaigns import campaign_of_page, shown_campaign

SamplePage: TypeAlias = Callable[[PageWordsByLanguage, str, str, date], str]
_LOOKERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Part:
    """One page of the preview: its word in the address, its name, and the kinds of messages that it shows, if any."""

    word: str
    title: str
    messages: tuple[type, ...] = ()


PARTS = (
    Part("texts", "Text messages", (SmsMessage, PlainMessage)),
    Part("emails", "Emails", (EmailMessage,)),
    Part("letters", "Letters", (LetterMessage,)),
    Part("prescriptions", "On prescriptions", (FooterMessage,)),
    Part("page", "The page behind the link"),
    Part("kit", "Posters and leaflets"),
    Part("hardest", "The hardest to fit"),
)


@dataclass(frozen=True)
class _Seen:
    """All that the pages of a preview are made from."""

    campaign: CampaignView
    shown: ShownPreview
    pictures: Sequence[PictureView]
    job: Job | None

    @property
    def samples(self) -> Mapping[str, str]:
        """What the invented patient reads, by kind."""
        return self.campaign.preview.samples if self.campaign.preview else {}

    def samples_of(self, part: Part) -> dict[str, str]:
        """The samples that a page shows, by kind."""
        return {
            name: text
            for name, text in self.samples.items()
            if traits_of(_channel_of(name)).message_type in part.messages
        }

    def pages_of(self, name: str) -> list[PictureView]:
        """The pictures of one thing, by page."""
        return [picture for picture in self.pictures if picture.name == name]

    def pieces(self, part: Part) -> dict[str, str]:
        """What a page shows one at a time, by its word in the address, each with its name."""
        match part.word:
            case "page":
                return {language: sample_name(f"page_{language}") for language in self.shown.pages}
            case "kit":
                return {name: sample_name(name) for name in gallery.hang_kit(self.pictures)}
            case "hardest":
                return {case.value: label_of(case) for case in self.shown.cases}
        return {name: sample_name(name) for name in self.samples_of(part)}

    @property
    def parts(self) -> list[Part]:
        """The pages that this preview has something for."""
        return [part for part in PARTS if self.pieces(part)]


class PreviewPages:
    """The preview that an approver approves, made by a worker; every page of it shows what is stored with it."""

    def __init__(self, context: AppContext, sample_page: SamplePage) -> None:
        self._context, self._sample_page = context, sample_page

    @needs(*_LOOKERS)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the launch would do, and a link to each part of what patients will read."""
        seen = self._seen(staff, campaign_id)
        counts = seen.campaign.preview.counts if seen.campaign.preview else {}
        return render_template(
            "staff/preview.html",
            staff=staff,
            campaign=seen.campaign,
            job=seen.job,
            parts=seen.parts,
            effects=steps.launch_effects(seen.campaign),
            letter_kinds={letter_kind(kind): number for kind, number in counts.get("letters", {}).items()},
            in_english=counts.get("letters_in_english", {}),
            unmade=counts.get("letters_not_made", 0),
            may_make=Role.MANAGER in staff.roles and seen.campaign.campaign_status in CampaignStatus.before_launch(),
        )

    @needs(Role.MANAGER)
    def make(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have a worker make the preview anew."""
        with self._context.database.writing() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            jobs.ask_job(session, staff, JobKind.MAKE_PREVIEW, {}, self._context.clock(), campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.preview", campaign_id=campaign_id), 303)

    @needs(*_LOOKERS)
    def part(self, staff: StaffAccount, campaign_id: int, word: str) -> ResponseReturnValue:
        """One page of the preview."""
        seen = self._seen(staff, campaign_id)
        part = next((part for part in seen.parts if part.word == word), None)
        if part is None:
            raise NotFound("the preview has nothing of the kind")
        pieces, asked = seen.pieces(part), request.args.get("show", "")
        piece = asked if asked in pieces else next(iter(pieces))
        page = render_template(
            f"staff/preview_{word}.html",
            staff=staff,
            campaign=seen.campaign,
            part=part,
            parts=seen.parts,
            pieces=pieces,
            piece=piece,
            shown=seen.shown,
            samples=seen.samples_of(part),
            pages_of=seen.pages_of,
            people=next((people for case, people in seen.shown.cases.items() if case == piece), ()),
            bubble=partial(text_bubble, self._context.settings),
            channel_of=_channel_of,
            email_of=lambda case, number: partial(_case_address, campaign_id, case, number),
            ruled=self._ruled,
        )
        return Response(page, headers={"Content-Security-Policy": WITH_FRAMES})

    @needs(*_LOOKERS)
    def email(self, staff: StaffAccount, campaign_id: int, name: str, shade: str) -> ResponseReturnValue:
        """An email's HTML as a mail program shows it, by day or with dark colours, locked into its frame."""
        return framed_email(self._shown(staff, campaign_id).emails, name, shade)

    @needs(*_LOOKERS)
    def case_email(
        self, staff: StaffAccount, campaign_id: int, case: str, number: int, channel: str, shade: str
    ) -> ResponseReturnValue:
        """The email of one of the hardest to fit."""
        people = self._shown(staff, campaign_id).cases.get(HardCase(case), ()) if case in set(HardCase) else ()
        emails = people[number - 1].emails if 0 < number <= len(people) else {}
        return framed_email(emails, channel, shade)

    @needs(*_LOOKERS)
    def page(self, staff: StaffAccount, campaign_id: int, language: str) -> ResponseReturnValue:
        """The page that a patient's link opens, locked into its frame."""
        pages = self._shown(staff, campaign_id).pages
        if language not in pages:
            raise NotFound("the page is not there in this language")
        view = shown_campaign(self._context, staff, campaign_id)
        told_at = view.preview.previewed_at if view.preview else self._context.clock()
        made = self._sample_page(pages, language, CODE, deadline(told_at, view.notice_days))
        return Response(made, headers={"Content-Security-Policy": PAGE_IN_A_FRAME})

    @needs(*_LOOKERS)
    def letter(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The sample letter, as it was previewed."""
        with self._context.database.reading() as session:
            pdf = campaign_view.sample_letter(session, staff.practice_id, campaign_id)
        return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=letter.pdf"})

    @needs(*_LOOKERS)
    def picture(self, staff: StaffAccount, campaign_id: int, picture_id: int) -> ResponseReturnValue:
        """One page of something on paper or on a screen, as it was previewed."""
        with self._context.database.reading() as session:
            png = campaign_view.preview_picture(session, staff.practice_id, campaign_id, picture_id)
        return Response(png, mimetype="image/png")

    def _shown(self, staff: StaffAccount, campaign_id: int) -> ShownPreview:
        with self._context.database.reading() as session:
            return shown_preview.shown_preview(session, staff.practice_id, campaign_id)

    def _seen(self, staff: StaffAccount, campaign_id: int) -> _Seen:
        nothing = ShownPreview({}, {}, {})
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            return _Seen(
                campaign,
                shown_preview.shown_preview(session, staff.practice_id, campaign_id) if campaign.preview else nothing,
                campaign_view.preview_pictures(session, staff.practice_id, campaign_id),
                jobs.latest_job(session, staff.practice_id, JobKind.MAKE_PREVIEW, campaign_id=campaign_id),
            )

    def _ruled(self, printed: str) -> str:
        own = self._context.settings.reply_channels.footer
        return ruled_footer(printed, footer_form(own.system, own.width, own.lines))


def framed_email(emails: Mapping[str, str] | Mapping[Channel, str], name: str, shade: str) -> Response:
    """An email in the colours of a light or a dark screen, whichever the reader's own has. Raises NotFound."""
    html = next((html for own, html in emails.items() if own == name), None)
    if html is None:
        raise NotFound("there is no such email in this preview")
    shown = html.replace(_DARK, "all" if shade == "dark" else "not all")
    shown = shown.replace("color-scheme: light dark", f"color-scheme: {shade}")
    return Response(shown, headers={"Content-Security-Policy": EMAIL_IN_A_FRAME})


def _channel_of(name: str) -> Channel:
    """The channel that a sample such as `sms_guardian` goes by."""
    return Channel.stored(name.partition("_")[0])


def _case_address(campaign_id: int, case: str, number: int, channel: Channel, shade: str) -> str:
    return url_for(
        "staff.case_email", campaign_id=campaign_id, case=case, number=number, channel=channel.value, shade=shade
    )
