"""Email addresses: trimmed, lower-cased, checked for form. Whether a mailbox exists only sending can tell."""

import re

from email_validator import EmailNotValidError, validate_email

from notifier.errors import ValueRefused

# The shapes that nearly every address has, under the endings nearly every patient uses. Anything else goes to the
# library.
_COMMON = re.compile(
    r"[a-z0-9_+-]{1,32}(?:\.[a-z0-9_+-]{1,32})?@(?:[a-z0-9](?:[a-z0-9]{0,30}[a-z0-9])?\.){1,3}(?:com|net|org|uk|ie|eu)"
)
_WRAPPING = re.compile(r"^(?:mailto:)?\s*(?:[^<>]*<([^<>]+)>|(\S+))[\s;,.]*$")
_TWO = re.compile(r"[;,\s/]+")

# What receptions type when there is no address. Compared with dots, dashes and underscores taken out.
_NO_SUCH_NAME = frozenset(
    "none no noemail noemails nomail noaddress noreply donotreply donotemail noemailaddress na nil null unknown "
    "notknown notgiven declined refused nothanks withheld xxx".split()
)
_NO_SUCH_DOMAIN = frozenset(
    "none none.com none.co.uk noemail.com noemail.co.uk nomail.com no.com no.co.uk na.com unknown.com".split()
)
_NO_SUCH_TEXT = frozenset({"n/a", "-", ".", "x", "?", "no email", "not known", "not given", "no email address", "#n/a"})


def parse_email(text: str) -> str:
    """The address, lower-cased; raises `ValueRefused` for a placeholder, two addresses or a wrong form."""
    address = _tidy(text)
    if _is_placeholder(address):
        raise ValueRefused("email is a placeholder")
    if _COMMON.fullmatch(address):
        return address
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueRefused("email is not an address") from None
    return (checked.ascii_email or checked.normalized).lower()


def _tidy(text: str) -> str:
    address = text.strip(" \t\r\n\u00a0\u200b\ufeff'\"").lower()
    if address.count("@") > 1:
        parts = {part for part in _TWO.split(address) if part}
        if len(parts) > 1:
            raise ValueRefused("email holds two addresses")
        address = parts.pop()
    wrapped = _WRAPPING.match(address)
    return ((wrapped[1] or wrapped[2]) if wrapped else address).strip().rstrip(";,.")


def _is_placeholder(address: str) -> bool:
    name, _, domain = address.partition("@")
    plain_name = re.sub(r"[._\-\s]", "", name)
    return address in _NO_SUCH_TEXT or plain_name in _NO_SUCH_NAME or domain in _NO_SUCH_DOMAIN
