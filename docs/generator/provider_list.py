"""The page of providers: what each of ours carries and can do, read off its plug-in."""

from collections.abc import Iterable
from importlib.metadata import distribution
from typing import Any

from docs.generator.markdown import code, page, sentence, table
from notifier.providers.plugin import ProviderFeature, ProviderPlugin, plugin_named
from notifier.settings import PLUGIN_GROUP

OPENING = f"""
Who carries messages. A provider is a plug-in, named by an entry point of the group `{PLUGIN_GROUP}`: these are
ours, and another distribution may bring more. The one whose [settings](settings.md) are there carries its channel;
where several are set up, `sms_provider`, `email_provider` or `letter_provider` names one.
"""


def providers_page() -> str:
    return page("Providers", OPENING, features_table(), *(provider_section(plugin) for plugin in our_providers()))


def our_providers() -> list[ProviderPlugin[Any]]:
    """The plug-ins that this distribution brings, by name, whatever else is installed beside it."""
    ours = distribution("fair-notice").entry_points.select(group=PLUGIN_GROUP)
    return [plugin_named(name) for name in sorted(one.name for one in ours)]


def features_table() -> str:
    plugins = our_providers()
    rows = [
        (sentence(feature.value), *("yes" if feature in plugin.features else "no" for plugin in plugins))
        for feature in ProviderFeature
    ]
    return "\n\n".join(("## Features", table(("it", *(code(plugin.name) for plugin in plugins)), rows)))


def provider_section(plugin: ProviderPlugin[Any]) -> str:
    return "\n\n".join((f"## {plugin.name}", table(("what", "of this provider"), facts(plugin))))


def facts(plugin: ProviderPlugin[Any]) -> Iterable[tuple[str, str]]:
    yield "called", plugin.title
    yield "carries", ", ".join(sorted(code(channel.value) for channel in plugin.channels))
    for channel, rate in plugin.most_per_second(plugin.settings_model()).items():
        yield f"takes of {code(channel.value)}", f"at most {rate:g} a second"
    for name, purpose in sorted(plugin.webhooks.items()):
        yield f"calls {code(f'/hooks/{plugin.name}/{name}')}", f"with {purpose}"
    settings = ", ".join(code(name) for name in plugin.settings_model.model_fields)
    yield "[settings](settings.md)", settings or "none"
