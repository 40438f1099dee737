"""A patient on record as the one to whom a message would be written."""

from dataclasses import replace
from typing import NamedTuple

from notifier.contacts import PostalAddress
from notifier.contacts.formats import written_format
from notifier.contacts.languages import language_code
from notifier.delivery.routing import Contact, Routing
from notifier.messages.addressee import Addressee
from notifier.practice import practices


class NameAndAddress(NamedTuple):
    """What a message needs of a patient beside their `Contact`, by the columns of the table."""

    nhs_number: str
    title: str
    given_name: str
    family_name: str
    address_lines: list[str]
    postcode: str
    accessible_format: str


def addressee_on_record(like: Addressee, contact: Contact, row: NameAndAddress, routing: Routing) -> Addressee:
    """The patient as their record has them; `like` has what all share: a code that opens nothing, and the dates."""
    return replace(
        like,
        title=row.title,
        given_name=row.given_name,
        family_name=row.family_name,
        mobile=contact.mobile,
        email=contact.email,
        address_lines=PostalAddress(tuple(row.address_lines), row.postcode).lines_for_window,
        guardian=routing.needs_guardian(contact.date_of_birth),
        language=language_code(contact.language),
        written_format=written_format(row.accessible_format),
        format_recorded=row.accessible_format,
        is_sample=row.nhs_number.startswith(practices.SAMPLE_NHS_NUMBERS),
        date_of_birth=contact.date_of_birth,
    )
