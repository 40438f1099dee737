"""The pictures of a preview, as its pages hang them."""

from collections.abc import Iterable

from notifier.outcomes.campaign_view import PictureView
from notifier.preview.shown_preview import CASE
from notifier.vocabulary import Channel


def hang_kit(pictures: Iterable[PictureView]) -> dict[str, list[PictureView]]:
    """What hangs where everybody passes: name -> its pages; the order in which they were made is kept."""
    kit: dict[str, list[PictureView]] = {}
    for picture in pictures:
        if picture.name.partition("_")[0] not in (CASE, Channel.LETTER):
            kit.setdefault(picture.name, []).append(picture)
    return kit
