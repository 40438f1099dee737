"""What the envelope of an installation takes of an address, for whoever reads lists and lays no letter out.

WeasyPrint and what cuts fonts would be a fifth of the memory in which a list of 100,000 patients is read.
"""

from pathlib import Path

import notifier
from notifier.pdf.address_check import AddressCheck
from notifier.pdf.font_widths import REGULAR_FILE, load_widths
from notifier.pdf.geometry import ENVELOPES
from notifier.settings import Settings

# Both in a checkout and in an installed package the web's files are beside the core's.
FONTS = Path(notifier.__file__).parent.parent / "web" / "static" / "fonts"


def address_check_of(settings: Settings) -> AddressCheck:
    """What the envelope of an installation takes of an address. RenderFault later on, if the font is missing."""
    return AddressCheck(ENVELOPES[settings.envelope], lambda: load_widths(FONTS / REGULAR_FILE))
