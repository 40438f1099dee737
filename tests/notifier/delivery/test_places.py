"""Where a message went is one place with where its patient lives today, or it is not."""

import pytest

from notifier.delivery.places import Whereabouts, is_same_place
from notifier.vocabulary import Channel

TODAY = Whereabouts("+447700900123", "ann@example.com", ["12 High Street", "Blackwater"], "GU17 9XX")
LONG = Whereabouts(
    None, None, ["Flat 2", "The Old Mill", "12 High Street", "Blackwater", "Camberley", "Surrey"], "GU17 9XX"
)


@pytest.mark.parametrize(
    ("channel", "sent_to"),
    [
        (Channel.SMS, "+447700900123"),
        (Channel.EMAIL, "ann@example.com"),
        (Channel.LETTER, "Mrs Ann Archer\n12 High Street\nBlackwater\nGU17 9XX"),
        (Channel.LETTER, "Mrs Ann Archer\n12 High Street\nBlackw"),
        (Channel.LETTER, "Miss A Baker\n12 HIGH ST.\nBlackwater, Surrey\nGU179XX"),
    ],
)
def test_what_went_to_where_they_are_is_at_one_place(channel: Channel, sent_to: str) -> None:
    assert is_same_place(channel, sent_to, TODAY)


@pytest.mark.parametrize(
    ("channel", "sent_to"),
    [
        (Channel.SMS, "+447700900124"),
        (Channel.SMS, ""),
        (Channel.SMS, None),
        (Channel.EMAIL, "ann.archer@example.com"),
        (Channel.LETTER, "Mrs Ann Archer\n14 High Street\nBlackwater\nGU17 9XX"),
        (Channel.LETTER, "Mrs Ann Archer\nFlat 2\n12 High Street\nBlackwater\nGU17 9XX"),
        (Channel.LETTER, "Mrs Ann Archer\n12 High Street\nBlackwater\nGU17 9YY"),
        (Channel.FOOTER, "everybody"),
    ],
)
def test_what_went_elsewhere_is_not(channel: Channel, sent_to: str | None) -> None:
    assert not is_same_place(channel, sent_to, TODAY)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL, Channel.LETTER])
def test_nothing_went_to_somebody_who_can_no_longer_be_reached_by_it(channel: Channel) -> None:
    nowhere = Whereabouts(None, None, [], "")
    assert not is_same_place(channel, "Mrs Ann Archer\n12 High Street\nGU17 9XX", nowhere)


def test_a_long_address_is_known_again_in_the_lines_of_a_window() -> None:
    sent_to = "Mrs Ann Archer\nFlat 2, The Old Mill\n12 High Street\nBlackwater\nCamberley\nSurrey\nGU17 9XX"
    assert is_same_place(Channel.LETTER, sent_to, LONG)
