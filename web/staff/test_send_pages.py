"""A test message to one's own phone or mailbox: what it costs and to whom, then the button, then what came of it."""

from dataclasses import dataclass, field
from secrets import token_hex

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes.campaign_view import CampaignView
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview.shown_preview import text_bubble
from notifier.preview.test_send import MOST_AN_HOUR, own_addressee
from notifier.providers.base import Audience
from notifier.providers.channels import AddressKind, price_of, traits_of
from notifier.providers.registry import providers
from notifier.vocabulary import Channel, FailReason, JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import shown_campaign
from web.templating import sentence

_LONGEST = 320  # characters of an address


@dataclass(frozen=True)
class _TestForm:
    """What was typed; `to` is normalised once it is sound, and then `pence` says what it costs about."""

    channel: Channel | None = None
    to: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    pence: float = 0.0
    is_sample: bool = False  # nothing leaves this computer


class TestSendPages:
    """What is sent is what an invented patient would read, and its code opens nothing."""

    __test__ = False  # no test, for whoever collects them by their names

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER)
    def form(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The form, and what came of the last test."""
        return self._page(staff, campaign_id, _TestForm())

    @needs(Role.MANAGER)
    def ask(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Say what it costs and to whom it goes; sent is only what was checked."""
        form = self._read(staff, campaign_id)
        if form.faults:
            return self._page(staff, campaign_id, form), 400
        once = request.form.get("once", "")
        if not once:
            return self._page(staff, campaign_id, form, once=token_hex(8))
        assert form.channel is not None
        details = {"channel": form.channel.value, "to": form.to, "once": once}
        with self._context.database.writing() as session:
            last = jobs.latest_job(session, staff.practice_id, JobKind.TEST_SEND, campaign_id=campaign_id)
            if last is None or last.details.get("once") != once:  # else the button was pressed twice
                now = self._context.clock()
                jobs.ask_job(session, staff, JobKind.TEST_SEND, details, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.test_send", campaign_id=campaign_id), 303)

    def _read(self, staff: StaffAccount, campaign_id: int) -> _TestForm:
        campaign = shown_campaign(self._context, staff, campaign_id)
        word, to = request.form.get("channel", ""), request.form.get("to", "").strip()[:_LONGEST]
        channel = next((one for one in _testable(campaign) if one == word), None)
        faults = {} if channel else {"channel": "Choose a text message or an email"}
        if not to:
            faults["to"] = "Enter your own mobile number or email address"
        if faults or channel is None:
            return _TestForm(channel, to, faults)
        audience = providers(self._context.settings)[channel].audience
        try:
            own = own_addressee(channel, to, audience)
        except (ValueRefused, NotAllowed) as refusal:
            return _TestForm(channel, to, {"to": sentence(refusal)})
        is_text = traits_of(channel).address is AddressKind.MOBILE
        return _TestForm(
            channel,
            (own.mobile if is_text else own.email) or "",
            pence=self._pence(campaign, channel),
            is_sample=audience is Audience.SAMPLES,
        )

    def _pence(self, campaign: CampaignView, channel: Channel) -> float:
        samples, settings = campaign.preview.samples if campaign.preview else {}, self._context.settings
        sized = text_bubble(settings, channel, samples.get(channel, "-"))
        return sized.pence if sized else price_of(settings, channel)

    def _page(self, staff: StaffAccount, campaign_id: int, form: _TestForm, *, once: str = "") -> str:
        campaign = shown_campaign(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            job = jobs.latest_job(session, staff.practice_id, JobKind.TEST_SEND, campaign_id=campaign_id)
        shown = job if job and job.asked_by == staff.id else None
        reason = shown.result.get("reason") if shown else None
        return render_template(
            "staff/test_send.html",
            staff=staff,
            campaign=campaign,
            channels=_testable(campaign),
            form=form,
            once=once,
            job=shown,
            sent_by=Channel.stored(shown.details["channel"]) if shown else None,
            reason=FailReason(reason) if reason else None,
            most=MOST_AN_HOUR,
        )


def _testable(campaign: CampaignView) -> list[Channel]:
    """The campaign's channels that go to a phone or a mailbox."""
    reached = (AddressKind.MOBILE, AddressKind.EMAIL)
    return [
        channel
        for channel in campaign.channels
        if traits_of(channel).address in reached and not traits_of(channel).is_carried_by_hand
    ]
