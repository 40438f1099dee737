"""What goes to members of staff, and by which provider it may: no sample by a real one, nor the reverse."""

import re
from collections.abc import Mapping

from notifier.errors import NotAllowed
from notifier.providers.base import Audience, Provider
from notifier.providers.channels import AddressKind, traits_of
from notifier.providers.message_types import EmailMessage
from notifier.vocabulary import Channel

_SAMPLE_MAILBOX = re.compile(r".+@(.+\.)?example\.(com|org|net)")  # RFC 2606: nobody's


def is_sample_mailbox(address: str) -> bool:
    """Whether an email address can be nobody's."""
    return bool(_SAMPLE_MAILBOX.fullmatch(address))


def check_audience(audience: Audience, *, is_sample: bool) -> None:
    """Raise NotAllowed, with what to do, where a number or address is none of those whom a provider is for."""
    if is_sample and audience is Audience.REAL_PEOPLE:
        raise NotAllowed("this is a sample, and the provider is a real one: give your own number or address")
    if not is_sample and audience is Audience.SAMPLES:
        raise NotAllowed(
            "nothing here reaches real people yet: set up a provider, or try a sample: 07700 900123, you@example.com"
        )


def email_provider(providers: Mapping[Channel, Provider]) -> Provider | None:
    """The provider that carries emails, where one does."""
    for channel, provider in providers.items():
        traits = traits_of(channel)
        if traits.message_type is EmailMessage and traits.address is AddressKind.EMAIL:
            return provider
    return None
