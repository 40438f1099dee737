"""What a campaign needs before it may tell anybody: who carries it, the decisions behind it, the reason for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from notifier.campaigns import added_codes
from notifier.campaigns.presets import Preset
from notifier.campaigns.reasons import is_own, says_reason
from notifier.campaigns.text_parts import REASON
from notifier.errors import NotAllowed
from notifier.providers.channels import traits_of
from notifier.providers.message_types import EmailMessage, LetterMessage
from notifier.store.tables import Campaign
from notifier.vocabulary import Channel

# Of the messages, those with room for a reason; a text has none, and leads to the page, which gives it.
_WITH_ROOM = (EmailMessage, LetterMessage)
_FORMULAS = "letter_words"  # what is around a letter's body


@dataclass(frozen=True)
class SignOff:
    """What the approver gives beside the approval, and what is kept with it."""

    references: str  # of the decisions that the preset's warning asks for; a sample list needs none
    silent_codes: tuple[str, ...] = ()  # codes whose words are not those of silent patients, let for them all the same
    silent_because: str = ""  # why


def checked_silent_codes(preset: Preset, sign_off: SignOff) -> dict[str, Any]:
    """The codes that are let for silent patients, and why, as an approval keeps them.

    Raises ValueRefused, see `added_codes.silent_sign_off`.
    """
    codes, because = added_codes.silent_sign_off(preset.adds, sign_off.silent_codes, sign_off.silent_because)
    return {"silent_codes": codes, "silent_because": because}


def check_carried(campaign: Campaign, carried: Collection[Channel], whom: str, remedy: str) -> None:
    """Raises NotAllowed for a channel that is not `carried` here; `whom` and `remedy` are for its text."""
    if missing := [name for name in campaign.channels if name not in carried]:
        raise NotAllowed(
            f"nothing here carries {' and '.join(missing)} to {whom}, so they would wait for ever: "
            f"{remedy}, or create the campaign with other --channels"
        )


def check_for_real_people(campaign: Campaign, preset: Preset, sign_off: str) -> None:
    """Raises NotAllowed for a notice that is too short, or an approval without the references that the preset asks."""
    if campaign.notice_days < preset.shortest_notice_days:
        raise NotAllowed(
            f"real patients get at least {preset.shortest_notice_days} days: create it with more notice days"
        )
    if not sign_off.strip():
        asked = ", ".join(preset.sign_off_asks)
        raise NotAllowed(f"this campaign needs a recorded sign-off: give the references of these: {asked}")


def check_reason(campaign: Campaign, bodies: Mapping[str, str]) -> None:
    """Raises NotAllowed unless the practice itself says why it proposes this and who signs, and patients read it.

    `bodies` are the campaign's English texts by part. In another language it is asked for where letters choose theirs.
    """
    if not is_own(bodies):
        raise NotAllowed(
            "patients have to read why the practice proposes this, in its own words, and who signs: write the lines "
            'reason = "...", signed_by = "..." and signed_role = "..." into a file, and run '
            f"`notifier campaign text {campaign.id} {REASON} --file FILE --staff EMAIL`"
        )
    silent = [part for part in _parts_with_room(campaign) if part in bodies and not says_reason(bodies[part])]
    if silent:
        raise NotAllowed(
            f"the reason does not stand in the campaign's {' and '.join(silent)}: put {{{{ reason }}}}, "
            "{{ signed_by }} and {{ signed_role }} there, or create the campaign anew from its preset"
        )


def _parts_with_room(campaign: Campaign) -> list[str]:
    told_by = [traits_of(Channel(name)) for name in campaign.channels]
    parts = [part for traits in told_by if traits.message_type in _WITH_ROOM for part in traits.parts]
    return [part for part in parts if part != _FORMULAS]
