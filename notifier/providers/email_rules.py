"""What holds for every email, whoever carries it: which addresses are nobody's, and how to ask for no more."""

import re

# Domains that are nobody's (RFC 2606, RFC 6761): samples have them.
_SAMPLE = re.compile(r".*[@.](example\.(com|net|org)|example|test|invalid|localhost)", re.I)


def is_sample_email(address: str) -> bool:
    """Whether the address is at a domain that is kept for examples, so that no real provider may be handed it."""
    return _SAMPLE.fullmatch(address) is not None


def unsubscribe_header(sender: str) -> str:
    """The value of List-Unsubscribe (RFC 2369): no more emails, please. That is all it says, and no objection.

    So it is an email to the practice, where a person reads it, and no one-click address (List-Unsubscribe-Post), which
    mail scanners press.
    """
    return f"<mailto:{sender}?subject=No%20more%20emails>"
