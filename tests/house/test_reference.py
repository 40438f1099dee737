"""The reference pages say what the code says: they are written from it, and every name in it has its meaning."""

import re

import pytest

from docs.generator.audit_words import audit_page
from docs.generator.commands import all_commands, commands_page, options
from docs.generator.comments import own_remarks, remarks
from docs.generator.pages import DOCS, reference_pages
from docs.generator.presets import MODELS
from docs.generator.provider_list import our_providers, providers_page
from docs.generator.settings_list import settings_page
from docs.generator.tables import mapped_classes, tables_page
from notifier.providers.plugin import ProviderFeature
from notifier.settings import CORE_SETTINGS, Settings
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Base

REMEDY = "`make docs` writes it anew"


def test_the_committed_pages_are_those_that_the_code_writes() -> None:
    written = reference_pages()
    assert written
    kept = {name: (DOCS / name).read_text(encoding="utf-8") for name in written if (DOCS / name).exists()}
    stale = [name for name, page in written.items() if kept.get(name) != page]
    assert not stale, f"docs/{', docs/'.join(stale)}: missing, or not what the code says. {REMEDY}"


def test_every_command_and_option_is_on_its_page() -> None:
    written = commands_page()
    for named in all_commands():
        section = written.split(f"## notifier {named.words}\n")[1].split("\n## ")[0]
        for option in options(named.command):
            assert all(f"`{name}`" in section for name in option.opts), f"{named.words} {option.name}"


def test_every_command_and_option_says_what_it_means() -> None:
    silent = [named.words for named in all_commands() if not named.command.help]
    silent += [
        f"{named.words} {option.name}"
        for named in all_commands()
        for option in options(named.command)
        if not option.help
    ]
    assert not silent


def test_every_table_is_on_its_page_and_says_how_long_it_is_kept() -> None:
    written = tables_page()
    assert mapped_classes().keys() == Base.metadata.tables.keys()
    for name, table in Base.metadata.tables.items():
        section = written.split(f"### {name}\n")[1].split("\n### ")[0]
        assert "\nKept " in section
        assert all(f"| `{column.name}` |" in section for column in table.columns), name


def test_every_setting_is_on_its_page_and_says_what_it_means() -> None:
    written = settings_page()
    names = CORE_SETTINGS.union(*(plugin.settings_model.model_fields for plugin in our_providers()))
    listed = re.findall(r"^\| `([a-z][a-z_]+)` \|", written, re.MULTILINE)
    assert sorted(listed) == sorted(names)
    assert not CORE_SETTINGS - remarks(Settings).keys()
    assert not re.findall(r"\|  \|$", written, re.MULTILINE)


def test_every_audit_action_is_on_its_page_and_nothing_else() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \| \S", audit_page(), re.MULTILINE)
    assert sorted(listed) == sorted(action.value for action in AuditAction)


def test_every_provider_and_feature_is_on_its_page() -> None:
    written = providers_page()
    assert {plugin.name for plugin in our_providers()} >= {"outbox", "sendgrid", "twilio"}
    assert all(f"\n## {plugin.name}\n" in written for plugin in our_providers())
    features = written.split("## Features\n")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| .*(yes|no) \|$", features, re.MULTILINE)) == len(ProviderFeature)


@pytest.mark.parametrize("model", [model for _, model in MODELS], ids=lambda model: model.__name__)
def test_every_field_of_a_preset_says_what_it_means(model: type) -> None:
    assert not set(model.__annotations__) - remarks(model).keys()


def test_a_remark_belongs_to_the_statement_on_whose_lines_it_stands() -> None:
    source = '''
class Colours:
    """Some."""

    # about nothing that is on this line
    red: int = 1  # warm
    blue: int
    green: dict[str, int] = {
        "pale": 1,  # like grass
    }

    def mixed(self) -> int:
        return 1  # of no name
'''
    assert own_remarks(source.strip()) == {"red": "warm", "green": "like grass"}
