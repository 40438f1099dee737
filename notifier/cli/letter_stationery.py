"""The fonts and the shell of an installation's letters, for the commands that lay letters out."""

from notifier.campaigns.presets import template_root
from notifier.cli.installation import Installation
from notifier.pdf.envelope_rules import FONTS
from notifier.pdf.geometry import ENVELOPES
from notifier.pdf.stationery import Stationery


def stationery_of(installation: Installation) -> Stationery:
    """Fonts and shell of the letters. The fonts are built by `make setup` and part of an installed package.

    Raises SettingsFault while the settings cannot be used, RenderFault for a file that is missing.
    """
    return Stationery.load(template_root(), FONTS, ENVELOPES[installation.settings.envelope])
