"""The page of settings: those of the program and those of each provider that comes with it."""

import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from docs.generator.comments import remarks
from docs.generator.markdown import code, page, paragraphs, sentence, table
from docs.generator.provider_list import our_providers
from notifier.identity_settings import IdentitySettings
from notifier.settings import CORE_SETTINGS, PREFIX, ChannelSettings, ProviderSettings, Settings
from notifier.signing_settings import SigningSettings

OPENING = f"""
Settings stand in `instance/settings.toml`, in small letters (`public_url = "https://surgery.example.com"`), or in the
environment, in capitals and with the prefix `{PREFIX}` (`{PREFIX}PUBLIC_URL`). `{PREFIX}PUBLIC_URL_FILE` names a file
that holds the value, for secrets. The later of these three wins. A misspelt name in the file is refused, and so is a
value that cannot be; `notifier doctor` says what is unwise. `{PREFIX}INSTANCE` is read from the environment alone.
"""
# What the program works out where nothing is said: what people see is the rule, not a value.
WORKED_OUT = {"instance": "`instance`", "database_url": "a SQLite file in the instance folder"}


def settings_page() -> str:
    own = [name for name in Settings.model_fields if name in CORE_SETTINGS]
    identity = [name for name in own if name in IdentitySettings.model_fields]
    signing = [name for name in own if name in SigningSettings.model_fields]
    sections = [
        section("Of the program", Settings, (name for name in own if name not in {*identity, *signing})),
        section("Of how the record is signed", Settings, signing),
        section("Of a sign-in by the practice's own identity provider", Settings, identity),
    ]
    for plugin in our_providers():
        if plugin.settings_model.model_fields:
            title = f"Of {plugin.title}"
            sections.append(section(title, plugin.settings_model, plugin.settings_model.model_fields))
    return page("Settings", OPENING, *sections, brought_section())


def section(title: str, model: type[Settings] | type[ProviderSettings], names: Iterable[str]) -> str:
    said = remarks(model)
    rows = (
        (code(name), value_of(model.model_fields[name]), left_out(name, model.model_fields[name]), sentence(said[name]))
        for name in names
    )
    opening = "" if model is Settings else paragraphs(model.__doc__)
    heads = ("setting", "value", "if left out", "meaning")
    return "\n\n".join(part for part in (f"## {title}", opening, table(heads, rows)) if part)


def brought_section() -> str:
    """What can be set for a channel of somebody else's distribution; each setting begins with the channel's name."""
    said = remarks(ChannelSettings)
    rows = (
        (code(f"CHANNEL_{name}"), kind_of(field.annotation), sentence(said[name]))
        for name, field in ChannelSettings.model_fields.items()
    )
    return "\n\n".join(("## Of a channel that a distribution brings", table(("setting", "value", "meaning"), rows)))


def left_out(name: str, field: FieldInfo) -> str:
    if name in WORKED_OUT:
        return WORKED_OUT[name]
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return code(f"{value:g}" if isinstance(value, float) else str(value)) if value not in ("", None) else "none"


def value_of(field: FieldInfo) -> str:
    """The kind of value, with the limits that it has to keep."""
    limits = "; ".join(limit_words(field.metadata))
    return f"{kind_of(field.annotation)}{f', {limits}' if limits else ''}"


def kind_of(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is Annotated:
        return kind_of(get_args(kind)[0])
    if origin is Literal:
        return " or ".join(code(word) for word in get_args(kind) if word)
    if origin in (types.UnionType, Union):
        return " or ".join(kind_of(one) for one in get_args(kind) if one is not types.NoneType)
    names = {str: "text", bool: "yes or no", int: "whole number", float: "number", Path: "folder", SecretStr: "secret"}
    return names.get(kind, "time")


def limit_words(metadata: Iterable[Any]) -> Iterator[str]:
    for one in metadata:
        for name, word in (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below")):
            if hasattr(one, name):
                yield f"{word} {getattr(one, name):g}"
