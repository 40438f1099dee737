"""What reaches a person: NHS number, mobile, email and postal address. Parsed once, normalised, and saying why not."""

from notifier.contacts.email import parse_email
from notifier.contacts.nhs_number import NhsNumber
from notifier.contacts.phone import Mobile
from notifier.contacts.postal import PostalAddress

__all__ = ["Mobile", "NhsNumber", "PostalAddress", "parse_email"]
