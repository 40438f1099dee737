"""The page of channels: the row of traits that each of ours has."""

from collections.abc import Iterable
from dataclasses import fields

from docs.generator.comments import remarks
from docs.generator.markdown import code, page, sentence, table
from notifier.providers.channels import AddressKind, ChannelTraits, RateLimit, traits_of
from notifier.vocabulary import CHANNELS_BROUGHT, Channel

OPENING = f"""
A channel is how a notice travels, and one row of traits (`notifier/providers/channels.py`), which planning, sending,
receipts, outcomes and pages ask. These are ours. A distribution may bring another by an entry point of the group
`{CHANNELS_BROUGHT}`, under the channel's name. It comes between emails and letters, goes by a provider that carries it,
and says plain words, from a file of the campaign's preset. What is set for a channel (`sms_per_second`, `sms_per_day`,
`sms_price`) goes before its usual rate and price.
"""


def channels_page() -> str:
    return page("Channels", OPENING, *map(channel_section, Channel), "## Where a channel reaches patients", kinds())


def channel_section(channel: Channel) -> str:
    return "\n\n".join((f"## {channel}", table(("trait", "value", "meaning"), trait_rows(traits_of(channel)))))


def trait_rows(traits: ChannelTraits) -> Iterable[tuple[str, str, str]]:
    meanings = remarks(ChannelTraits)
    for field in fields(traits):
        if field.name != "name":
            value = getattr(traits, field.name)
            yield code(field.name), written(value), sentence(meanings.get(field.name, ""))


def written(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | "":
            return "none"
        case RateLimit(per_second, per_day):
            return f"{per_second:g} a second, {per_day or 'any number'} a day"
        case type():
            return code(value.__name__)
        case AddressKind() | float():
            return f"{value}"
        case dict():
            return ", ".join(f"{code(part)} from {code(file)}" for part, file in value.items())
        case str():
            return value
        case _:
            proves = {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type] # evidence
            return ", ".join(f"{moment}: {proof}" for moment, proof in proves.items())


def kinds() -> str:
    said = remarks(AddressKind)
    return table(("value", "meaning"), ((code(one.value), sentence(said.get(one.name, ""))) for one in AddressKind))
