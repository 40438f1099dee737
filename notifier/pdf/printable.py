"""Whether one patient's words can be printed, found out without laying out their letter."""

from collections.abc import Iterable

from notifier.contacts.clean_text import named_characters
from notifier.pdf.address_block import window_block
from notifier.pdf.overlay import MEND_ADDRESS, DoesNotFit, NotDrawable, draw_address
from notifier.pdf.stationery import Stationery


def require_printable(words: Iterable[str], address: tuple[str, ...], stationery: Stationery, language: str) -> None:
    """Raise what would keep a letter in a language from being made: for the words of its places, and for the window.

    NoShape: a character that no font has. DoesNotFit: an address that the window cannot show, which takes a short
    layout where it has to be shaped.
    """
    stationery.name_faces(language, "".join(words))
    try:
        draw_address(address, stationery.envelope, stationery.faces)
    except NotDrawable:
        fonts = stationery.fonts_of(language)
        refuse_lost(address, stationery, language)
        window_block(address, stationery.envelope, fonts, stationery.name_faces(language, "".join(address)))


def refuse_lost(address: tuple[str, ...], stationery: Stationery, language: str) -> None:
    """DoesNotFit: a line below the name has a character that no font has. A letter for the desk needs no such line."""
    if lost := stationery.names.missing("".join(address[1:]), stationery.fonts_of(language).values()):
        raise DoesNotFit(f"The address has {named_characters(lost)}, which has no shape: {MEND_ADDRESS}.")
