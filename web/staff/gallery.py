"""The pictures of a preview, as its page hangs them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notifier.outcomes.campaign_view import PictureView
from notifier.providers.channels import ChannelTraits, traits_of
from notifier.vocabulary import Channel


@dataclass(frozen=True)
class Gallery:
    """What is on paper for one patient, and what hangs where everybody passes: name -> its pages in order."""

    letters: Mapping[str, list[PictureView]]
    kit: Mapping[str, list[PictureView]]


def on_screen(samples: Mapping[str, str]) -> Mapping[str, str]:
    """Of the samples of a preview, by kind, those that are read on a phone or a computer."""
    return {name: text for name, text in samples.items() if not _traits(name).is_carried_by_hand}


def _traits(name: str) -> ChannelTraits:
    """Of the channel that a sample such as `sms_guardian` is of."""
    return traits_of(Channel.stored(name.partition("_")[0]))


def hang(pictures: Iterable[PictureView]) -> Gallery:
    """Sort the pictures; the order in which they were made is kept."""
    letters: dict[str, list[PictureView]] = {}
    kit: dict[str, list[PictureView]] = {}
    for picture in pictures:
        is_letter = picture.name.partition("_")[0] == Channel.LETTER
        (letters if is_letter else kit).setdefault(picture.name, []).append(picture)
    return Gallery(letters, kit)
