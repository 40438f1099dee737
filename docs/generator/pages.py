"""Which reference page is written by what."""

from collections.abc import Mapping
from pathlib import Path

from docs.generator.api_operations import api_page
from docs.generator.audit_words import audit_page
from docs.generator.channel_rows import channels_page
from docs.generator.coding_pages import coding_pages
from docs.generator.commands import commands_page
from docs.generator.presets import presets_page
from docs.generator.provider_list import providers_page
from docs.generator.settings_list import settings_page
from docs.generator.tables import tables_page
from docs.generator.words import words_page

DOCS = Path(__file__).resolve().parent.parent


def reference_pages() -> Mapping[str, str]:
    """Each page's path below `docs`, and its text."""
    return {
        "reference/api.md": api_page(),
        "reference/audit.md": audit_page(),
        "reference/channels.md": channels_page(),
        "reference/commands.md": commands_page(),
        "reference/presets.md": presets_page(),
        "reference/providers.md": providers_page(),
        "reference/settings.md": settings_page(),
        "reference/tables.md": tables_page(),
        "reference/values.md": words_page(),
        **coding_pages(),
    }
