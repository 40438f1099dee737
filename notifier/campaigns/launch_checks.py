"""What a campaign needs before it may be approved and launched, and what somebody should look at: the one place.

`launch_check_list` is pure: `check_list` gathers its facts. What is open hinders the approval or the launch, on the
pages, at the command line and in the stages themselves; what is advice hinders nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from notifier.campaigns import added_codes
from notifier.campaigns.presets import Preset
from notifier.campaigns.reasons import is_own, says_reason
from notifier.campaigns.sign_offs import SignOffEntry
from notifier.campaigns.text_parts import REASON
from notifier.errors import NotAllowed
from notifier.providers.base import CarriedChannels
from notifier.providers.channels import traits_of
from notifier.providers.message_types import EmailMessage, LetterMessage
from notifier.settings import ReplyChannels, Settings
from notifier.store.tables import Campaign
from notifier.vocabulary import Channel, CheckState

# Of the messages, those with room for a reason; a text has none, and leads to the page, which gives it.
_WITH_ROOM = (EmailMessage, LetterMessage)
_FORMULAS = "letter_words"  # what is around a letter's body


class LaunchStage(StrEnum):
    """What an open check hinders."""

    APPROVAL = "approval"
    LAUNCH = "launch"


class LaunchCheckName(StrEnum):
    """What is looked at, in the order in which a practice sees to it."""

    LIST = "list"
    SENDERS = "senders"
    LINKS = "links"
    PRIVACY = "privacy"
    NOTICE = "notice"
    REASON = "reason"
    FAIRNESS = "fairness"
    TRANSLATIONS = "translations"
    SIGN_OFFS = "sign_offs"
    BUDGET = "budget"
    PREVIEW = "preview"
    LETTERS = "letters"
    SECOND_PERSON = "second_person"
    APPROVAL = "approval"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True)
class LaunchCheck:
    """How one thing stands. `sentence` says it to anybody, `command` says how to see to it without a page."""

    name: LaunchCheckName
    title: str
    state: CheckState
    sentence: str
    command: str = ""
    hinders: LaunchStage = LaunchStage.APPROVAL  # while it is open

    @property
    def refusal(self) -> str:
        """What whoever is refused reads."""
        return f"{self.sentence}: {self.command}" if self.command else self.sentence


@dataclass(frozen=True)
class InstallationFacts:
    """What of an installation bears on an approval and a launch."""

    reply_channels: ReplyChannels
    carried: CarriedChannels
    unsaid: Mapping[str, str] = field(default_factory=dict)  # by the privacy notice, each with the setting that says it

    @classmethod
    def of(cls, settings: Settings, carried: CarriedChannels) -> "InstallationFacts":
        """As the settings have it; `carried` is what its providers reach people by."""
        unsaid: dict[str, str] = {}
        if not settings.dpo.strip():
            unsaid["who the data protection officer is"] = "DPO"
        if settings.envelope == "printer" and not settings.companies.strip():
            unsaid["which company prints the letters"] = "COMPANIES"
        return cls(settings.reply_channels, carried, unsaid)


@dataclass(frozen=True)
class LaunchFacts:
    """What is known of a campaign when it is checked."""

    campaign: Campaign
    preset: Preset
    installed: InstallationFacts
    is_real: bool  # whether anybody on the list is no sample
    patients: int  # on the list
    bodies: Mapping[str, str]  # the English texts by part
    sign_offs: tuple[SignOffEntry, ...]
    signed_before_fields: bool  # its approval stands, with the references that an earlier release took in one text
    privacy_url: str  # of the practice's own privacy notice; empty where none is set
    has_preview: bool
    is_preview_current: bool
    unmade_letters: int  # by the last preview
    has_second_person: bool  # somebody who may approve and did not prepare it
    is_approved: bool
    is_approval_current: bool
    cost: float | None  # of the launch in pounds, by a rehearsal of exactly this; none where there is no such rehearsal
    most: float | None  # what it can come to at most
    unfair: int = 0  # findings of `fairness` in the texts
    unreviewed: tuple[str, ...] = ()  # the languages in which nobody real is written to yet, by their names


@dataclass(frozen=True)
class SignOff:
    """What the approver gives beside the approval, and what is kept with it."""

    references: (
        str  # what the approver adds in their own words; an approval from before there were fields has them here
    )
    silent_codes: tuple[str, ...] = ()  # codes whose words are not those of silent patients, let for them all the same
    silent_because: str = ""  # why


def checked_silent_codes(preset: Preset, sign_off: SignOff) -> dict[str, Any]:
    """The codes that are let for silent patients, and why, as an approval keeps them.

    Raises ValueRefused, see `added_codes.silent_sign_off`.
    """
    codes, because = added_codes.silent_sign_off(preset.adds, sign_off.silent_codes, sign_off.silent_because)
    return {"silent_codes": codes, "silent_because": because}


def launch_check_list(facts: LaunchFacts) -> tuple[LaunchCheck, ...]:
    """Every check of a campaign that was not launched, in the order of `LaunchCheckName`."""
    return tuple(_checks(facts))


def refuse_hindered(checks: Iterable[LaunchCheck], stage: LaunchStage) -> None:
    """Raises NotAllowed with all that is open and hinders this stage; a launch is hindered by either."""
    hindering = {LaunchStage.APPROVAL, stage}
    if open_ones := [one.refusal for one in checks if one.state is CheckState.OPEN and one.hinders in hindering]:
        raise NotAllowed("; ".join(open_ones))


def is_public(url: str) -> bool:
    """Whether a patient can open an address safely from outside, as far as the address itself tells."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host


def _checks(facts: LaunchFacts) -> Iterator[LaunchCheck]:
    yield _of_list(facts)
    yield _of_senders(facts)
    yield _of_links(facts)
    yield _of_privacy(facts)
    yield _of_notice(facts)
    yield _of_reason(facts)
    yield _of_fairness(facts)
    yield _of_translations(facts)
    yield _of_sign_offs(facts)
    yield _of_budget(facts)
    yield _of_preview(facts)
    yield _of_letters(facts)
    yield _of_second_person(facts)
    yield _of_approval(facts)
    yield _of_rehearsal(facts)


def _of_list(facts: LaunchFacts) -> LaunchCheck:
    title = "The list of patients"
    if not facts.patients:
        what = "there is nobody on the list of patients"
        return LaunchCheck(LaunchCheckName.LIST, title, CheckState.OPEN, what, "import it with `notifier list import`")
    whom = "real people" if facts.is_real else "invented people only: this is a sample practice"
    count = "1 patient" if facts.patients == 1 else f"{facts.patients:,} patients"
    return LaunchCheck(LaunchCheckName.LIST, title, CheckState.DONE, f"{count}, {whom}")


def _of_senders(facts: LaunchFacts) -> LaunchCheck:
    title, carried = "Who carries the messages", facts.installed.carried
    reach, whom = (carried.real_people, "real people") if facts.is_real else (carried.samples, "samples")
    if missing := [name for name in facts.campaign.channels if name not in reach]:
        remedy = "set up a provider" if facts.is_real else "take the real provider's settings away"
        what = f"nothing here carries {' and '.join(missing)} to {whom}, so they would wait for ever"
        how = f"{remedy}, or create the campaign with other --channels"
        return LaunchCheck(LaunchCheckName.SENDERS, title, CheckState.OPEN, what, how)
    return LaunchCheck(LaunchCheckName.SENDERS, title, CheckState.DONE, "every channel of the campaign is carried")


def _of_links(facts: LaunchFacts) -> LaunchCheck:
    title, url = "The link in every message", facts.installed.reply_channels.public_url
    if is_public(url):
        return LaunchCheck(LaunchCheckName.LINKS, title, CheckState.DONE, f"it begins with {url}")
    what = f"it begins with {url}, which patients cannot open safely from outside"
    state = CheckState.OPEN if facts.is_real else CheckState.ADVICE
    return LaunchCheck(LaunchCheckName.LINKS, title, state, what, "set PUBLIC_URL to an https address that leads here")


def _of_privacy(facts: LaunchFacts) -> LaunchCheck:
    title = "The privacy notice"
    unsaid = dict(facts.installed.unsaid)
    if not facts.privacy_url:
        unsaid["where the practice's own privacy notice is"] = "`notifier init --privacy-url`"
    if unsaid:
        what = f"the patients' privacy notice does not say {' or '.join(unsaid)}"
        how = f"set {' and '.join(unsaid.values())}"
        return LaunchCheck(LaunchCheckName.PRIVACY, title, CheckState.ADVICE, what, how)
    return LaunchCheck(LaunchCheckName.PRIVACY, title, CheckState.DONE, "it says what the law asks for")


def _of_notice(facts: LaunchFacts) -> LaunchCheck:
    title, days, shortest = "How long patients have", facts.campaign.notice_days, facts.preset.shortest_notice_days
    if days >= shortest:
        return LaunchCheck(LaunchCheckName.NOTICE, title, CheckState.DONE, f"{days} days to answer")
    what = f"real patients get at least {shortest} days"
    state = CheckState.OPEN if facts.is_real else CheckState.ADVICE
    return LaunchCheck(LaunchCheckName.NOTICE, title, state, what, "create it with more notice days")


def _of_reason(facts: LaunchFacts) -> LaunchCheck:
    title, state = "Why the practice proposes it", CheckState.OPEN if facts.is_real else CheckState.ADVICE
    if not is_own(facts.bodies):
        what = "patients have to read why the practice proposes this, in its own words, and who signs"
        how = (
            'write the lines reason = "...", signed_by = "..." and signed_role = "..." into a file, and run '
            f"`notifier campaign text {facts.campaign.id} {REASON} --file FILE --staff EMAIL`"
        )
        return LaunchCheck(LaunchCheckName.REASON, title, state, what, how)
    if silent := [part for part in _with_room(facts) if part in facts.bodies and not says_reason(facts.bodies[part])]:
        what = f"the reason does not stand in the campaign's {' and '.join(silent)}"
        how = (
            "put {{ reason }}, {{ signed_by }} and {{ signed_role }} there, or create the campaign anew from its preset"
        )
        return LaunchCheck(LaunchCheckName.REASON, title, state, what, how)
    return LaunchCheck(LaunchCheckName.REASON, title, CheckState.DONE, "in its own words, and signed")


def _of_fairness(facts: LaunchFacts) -> LaunchCheck:
    title = "Texts that are fair to both choices"
    if facts.unfair:
        count = "1 thing" if facts.unfair == 1 else f"{facts.unfair:,} things"
        what = f"{count} to look at: a way to answer, a day, a choice or a side that is missing, or a word that argues"
        return LaunchCheck(LaunchCheckName.FAIRNESS, title, CheckState.ADVICE, what)
    return LaunchCheck(LaunchCheckName.FAIRNESS, title, CheckState.DONE, "nothing was found that is not")


def _of_translations(facts: LaunchFacts) -> LaunchCheck:
    title = "Translations that somebody has read"
    if not facts.unreviewed:
        return LaunchCheck(LaunchCheckName.TRANSLATIONS, title, CheckState.DONE, "each has been, by somebody named")
    *first, last = facts.unreviewed
    named = f"{', '.join(first)} and {last}" if first else last
    what = f"real people who read {named} are written to in English, for nobody vouches for these words as they are"
    how = f"have them read and `notifier campaign text {facts.campaign.id} translation --language CODE` say by whom"
    return LaunchCheck(LaunchCheckName.TRANSLATIONS, title, CheckState.ADVICE, what, how)


def _of_sign_offs(facts: LaunchFacts) -> LaunchCheck:
    title = "The decisions behind it"
    missing = [entry.ask for entry in facts.sign_offs if not entry.is_recorded and not entry.is_sample]
    if facts.signed_before_fields:
        what = "the approval has all references in one text, as an earlier release took them"
        return LaunchCheck(LaunchCheckName.SIGN_OFFS, title, CheckState.DONE, what)
    if not missing:
        samples = any(entry.is_sample for entry in facts.sign_offs)
        what = "sample entries say what belongs there" if samples else "each with who, when and where it is written"
        return LaunchCheck(LaunchCheckName.SIGN_OFFS, title, CheckState.DONE, what)
    asked = ", ".join(ask.title for ask in missing)
    what = f"this campaign needs a recorded sign-off of each of these: {asked}"
    how = (
        f"`notifier campaign sign-off {facts.campaign.id} NAME --who WHO --on DATE --reference WHERE --staff EMAIL` "
        f"records one, by its name: {', '.join(ask.name for ask in missing)}"
    )
    state = CheckState.OPEN if facts.is_real else CheckState.ADVICE
    return LaunchCheck(LaunchCheckName.SIGN_OFFS, title, state, what, how)


def _of_budget(facts: LaunchFacts) -> LaunchCheck:
    title, budget, hinders = "The budget", facts.campaign.budget, LaunchStage.LAUNCH
    if budget is None:
        what = "nobody set what a launch may cost at most, so nothing hinders a dear one"
        how = f"`notifier campaign budget {facts.campaign.id} POUNDS --staff EMAIL` sets it"
        return LaunchCheck(LaunchCheckName.BUDGET, title, CheckState.ADVICE, what, how, hinders)
    if facts.cost is None:
        what = f"the budget is £{budget:,}, and no rehearsal of exactly this says what a launch costs"
        return LaunchCheck(LaunchCheckName.BUDGET, title, CheckState.OPEN, what, "rehearse it", hinders)
    if facts.cost > budget:
        what = f"a launch costs about £{facts.cost:,.2f}, which is more than the budget of £{budget:,}"
        how = "choose cheaper channels, or raise the budget and have it approved again"
        return LaunchCheck(LaunchCheckName.BUDGET, title, CheckState.OPEN, what, how, hinders)
    if facts.most is not None and facts.most > budget:
        what = (
            f"a launch costs about £{facts.cost:,.2f} of the budget of £{budget:,}; with letters after failures, "
            f"reminders and answers it could come to £{facts.most:,.2f} at the very most"
        )
        return LaunchCheck(LaunchCheckName.BUDGET, title, CheckState.ADVICE, what, "", hinders)
    what = f"a launch costs about £{facts.cost:,.2f} of the budget of £{budget:,}"
    return LaunchCheck(LaunchCheckName.BUDGET, title, CheckState.DONE, what)


def _of_preview(facts: LaunchFacts) -> LaunchCheck:
    title, how = "The preview", f"`notifier campaign preview {facts.campaign.id}` makes one"
    if not facts.has_preview:
        return LaunchCheck(LaunchCheckName.PREVIEW, title, CheckState.OPEN, "nobody has made a preview yet", how)
    if not facts.is_preview_current:
        what = "the campaign, its texts, the practice's details or the list changed since the preview: preview it again"
        return LaunchCheck(LaunchCheckName.PREVIEW, title, CheckState.OPEN, what)
    return LaunchCheck(LaunchCheckName.PREVIEW, title, CheckState.DONE, "it shows the campaign as it is")


def _of_letters(facts: LaunchFacts) -> LaunchCheck:
    title = "Letters that can be made"
    if not facts.has_preview:
        what = "nobody has looked for letters that cannot be made yet: the preview does"
        return LaunchCheck(LaunchCheckName.LETTERS, title, CheckState.ADVICE, what)
    if facts.unmade_letters:
        count = "1 letter" if facts.unmade_letters == 1 else f"{facts.unmade_letters:,} letters"
        what = f"{count} cannot be made from what is on record: correct the records and bring a new list"
        return LaunchCheck(LaunchCheckName.LETTERS, title, CheckState.ADVICE, what)
    return LaunchCheck(LaunchCheckName.LETTERS, title, CheckState.DONE, "none was found that cannot")


def _of_second_person(facts: LaunchFacts) -> LaunchCheck:
    title = "A second person"
    if not facts.has_second_person:
        what = "nobody here may approve it: it needs a person with the role approver who did not prepare it"
        how = "`notifier staff add EMAIL --role approver`"
        return LaunchCheck(LaunchCheckName.SECOND_PERSON, title, CheckState.ADVICE, what, how)
    what = "somebody who did not prepare it may approve it"
    return LaunchCheck(LaunchCheckName.SECOND_PERSON, title, CheckState.DONE, what)


def _of_approval(facts: LaunchFacts) -> LaunchCheck:
    title, stage = "The approval", LaunchStage.LAUNCH
    if not facts.is_approved:
        what = "a second person has to approve it before it can be launched"
        return LaunchCheck(LaunchCheckName.APPROVAL, title, CheckState.OPEN, what, hinders=stage)
    if not facts.is_approval_current:
        what = "something changed since the approval: preview it and have it approved again"
        return LaunchCheck(LaunchCheckName.APPROVAL, title, CheckState.OPEN, what, hinders=stage)
    return LaunchCheck(LaunchCheckName.APPROVAL, title, CheckState.DONE, "exactly this was approved")


def _of_rehearsal(facts: LaunchFacts) -> LaunchCheck:
    title = "The rehearsal"
    if facts.cost is None:
        what = "nobody has rehearsed exactly this: a rehearsal says who is told when, and what it costs"
        return LaunchCheck(LaunchCheckName.REHEARSAL, title, CheckState.ADVICE, what)
    what = f"a launch would cost about £{facts.cost:,.2f}"
    return LaunchCheck(LaunchCheckName.REHEARSAL, title, CheckState.DONE, what)


def _with_room(facts: LaunchFacts) -> list[str]:
    told_by = [traits_of(Channel(name)) for name in facts.campaign.channels]
    parts = [part for traits in told_by if traits.message_type in _WITH_ROOM for part in traits.parts]
    return [part for part in parts if part != _FORMULAS]
