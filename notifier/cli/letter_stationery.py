"""The fonts and the shell of an installation's letters, for the commands that lay letters out."""

from pathlib import Path

import notifier
from notifier.campaigns.presets import template_root
from notifier.cli.installation import Installation
from notifier.pdf.address_check import AddressCheck
from notifier.pdf.fonts import REGULAR_FILE, load_font
from notifier.pdf.geometry import ENVELOPES
from notifier.pdf.stationery import Stationery

# Both in a checkout and in an installed package the web's files are beside the core's.
_FONTS = Path(notifier.__file__).parent.parent / "web" / "static" / "fonts"


def stationery_of(installation: Installation) -> Stationery:
    """Fonts and shell of the letters. The fonts are built by `make setup` and part of an installed package.

    Raises SettingsFault while the settings cannot be used, RenderFault for a file that is missing.
    """
    return Stationery.load(template_root(), _FONTS, ENVELOPES[installation.settings.envelope])


def address_check_of(installation: Installation) -> AddressCheck:
    """What the envelope of an installation takes of an address. RenderFault later on, if the font is missing."""
    return AddressCheck(ENVELOPES[installation.settings.envelope], lambda: load_font(_FONTS / REGULAR_FILE))
