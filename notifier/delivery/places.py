"""Where a message went, beside where its patient can be reached by another list: one place, or two.

A message tells a patient at a place that is theirs. Once a list has another number, mailbox or home for them, nobody
knows whose the one before was: it may have been mistyped, or they moved since. Pure: `places_in_doubt` asks it about
every message of a campaign, for what is planned and for what is concluded alike.
"""

from collections.abc import Sequence
from typing import NamedTuple

from notifier.contacts import PostalAddress
from notifier.patients.identity import is_one_home
from notifier.providers.channels import AddressKind, traits_of
from notifier.vocabulary import Channel, PlaceDoubt


class Whereabouts(NamedTuple):
    """Where a patient can be reached, as a list has it."""

    mobile: str | None  # E.164
    email: str | None  # lower case
    address_lines: Sequence[str]
    postcode: str


def is_same_place(channel: Channel, sent_to: str | None, today: Whereabouts) -> bool:
    """Whether what went out went to where a message by this channel would go today.

    `sent_to` is what `delivery.sent_to` keeps: a number, a mailbox, or a name and an address below it, one line each,
    cut off where they are long. An address that is only written in another way is one place. What went to nobody in
    particular, or has no place on record, went nowhere.
    """
    if not sent_to:
        return False
    match traits_of(channel).address:
        case AddressKind.MOBILE:
            return sent_to == today.mobile
        case AddressKind.EMAIL:
            return sent_to == today.email
        case AddressKind.POST:
            _, _, below = sent_to.partition("\n")  # the name is no part of the address
            window = PostalAddress(tuple(today.address_lines), today.postcode).lines_for_window
            return "\n".join(window).startswith(below) or _is_one_home(below.split("\n"), today)
    return False


def doubt_about_place(channel: Channel, sent_to: str | None, today: Whereabouts) -> PlaceDoubt | None:
    """Why a message that went before a list changed something about its patient may have told somebody else.

    None where it went to where one would go today.
    """
    if is_same_place(channel, sent_to, today):
        return None
    match traits_of(channel).address:
        case AddressKind.MOBILE:
            is_there = today.mobile is not None
        case AddressKind.EMAIL:
            is_there = today.email is not None
        case _:
            is_there = bool(today.address_lines)
    return PlaceDoubt.CHANGED if is_there else PlaceDoubt.REMOVED


def _is_one_home(lines: Sequence[str], today: Whereabouts) -> bool:
    *street, postcode = lines
    return is_one_home((street, postcode), (today.address_lines, today.postcode))
