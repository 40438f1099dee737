"""The settings of senders that are no single provider's, as a manager is asked for them."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from notifier.providers.plugin import AnyPlugin
from notifier.providers.registry import OTHERWISE
from notifier.vocabulary import Channel
from web.labels import label_of
from web.staff.form_fields import FormField

_SMALL = "nhsuk-input--width-5"
# By the last part of the page's address, in their order: heading, and fields.
GROUPS: Mapping[str, tuple[str, tuple[FormField, ...]]] = MappingProxyType(
    {
        "answers": (
            "How patients answer",
            (
                FormField(
                    "public_url",
                    "Address of the patients’ page",
                    "What stands in every link and QR code, such as https://surgery.example.com. Whoever looks after "
                    "the computer has to see to it that it leads here.",
                    "url",
                ),
            ),
        ),
        "letters": (
            "Prescription texts and prices",
            (
                FormField(
                    "footer_width",
                    "Characters in a line on a prescription",
                    "0 if you do not know: then the usual is taken.",
                    "number",
                    (),
                    _SMALL,
                ),
                FormField(
                    "footer_lines",
                    "Lines on a prescription",
                    "0 if you do not know: then the usual is taken.",
                    "number",
                    (),
                    _SMALL,
                ),
                FormField("sms_price", "Pence for a part of a text", "Without VAT.", "number", (), _SMALL),
                FormField("email_price", "Pence for an email", "Without VAT.", "number", (), _SMALL),
                FormField("letter_price", "Pence for a letter", "Without VAT, with postage.", "number", (), _SMALL),
            ),
        ),
        "alarms": (
            "When something stands still",
            (
                FormField(
                    "alarms_to",
                    "Who is told",
                    "Email addresses and mobile numbers of staff, with commas between them. Name one of each, for what "
                    "stands still may be the very channel.",
                ),
                FormField(
                    "quiet_hours",
                    "Hours in which no text goes out",
                    "Such as 18:00-08:00. On days off none goes out at all.",
                    classes="nhsuk-input--width-10",
                ),
            ),
        ),
        "privacy": (
            "What the privacy notice says",
            (
                FormField("dpo", "Data protection officer", "A name, and how to reach them."),
                FormField(
                    "companies",
                    "Companies that get patients’ details",
                    "With commas between them, such as the company that prints the letters. Those that are set up "
                    "above are named by themselves.",
                ),
            ),
        ),
    }
)


def carrier_fields(wanted: Mapping[str, AnyPlugin], channels: Iterable[Channel]) -> Iterator[FormField]:
    """For each of the channels that several of the wanted providers could carry, which of them it is to be."""
    for channel in sorted(channels):
        able = [plugin for name, plugin in sorted(wanted.items()) if channel in plugin.channels and name != OTHERWISE]
        if len(able) > 1:
            options = tuple((plugin.name, plugin.title, "") for plugin in able)
            yield FormField(
                f"{channel}_provider", f"{label_of(channel)} go by", "Only one can carry them.", "choice", options
            )
