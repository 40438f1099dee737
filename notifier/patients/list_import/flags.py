"""Yes-and-no columns. What is printed in them is data; a word nobody has seen before is a doubt, not a no."""

_UNASKED = frozenset(
    "unknown notknown notasked notrecorded notspecified notstated unspecified implied impliedconsent".split()
)
_NO = _UNASKED | frozenset(
    "n no false 0 none nil na n/a - f u unrestricted normal notsensitive alive living current registered".split()
)
_YES = frozenset(
    "y yes true 1 t s r x sensitive restricted redacted veryrestricted deceased dead died left deducted".split()
)
_GRANTED = _UNASKED | frozenset(
    "y yes true 1 t na n/a - given consented consent consents granted agreed accepted accepts optedin optin "
    "consentgiven expressconsent".split()
)
_REFUSED = frozenset(
    "n no false 0 f declined decline declines refused refuse dissent dissents dissented optedout optout optsout "
    "withdrawn withheld donotcontact donottext donotemail objects objected consentrefused consentdeclined "
    "consentwithdrawn noconsent notconsented".split()
)


def is_yes(text: str) -> bool | None:
    """Whether a flag is set; blank is not, None means that the word is unknown."""
    if not text or (word := _plain(text)) in _NO:
        return False
    return True if word in _YES else None


def is_refused(text: str) -> bool | None:
    """Whether a consent column says no; blank and never asked do not, None means that the word is unknown."""
    if not text or (word := _plain(text)) in _GRANTED:
        return False
    return True if word in _REFUSED else None


def is_count_or_yes(text: str) -> bool:
    """Whether a column of repeat medicines names, counts or confirms any."""
    return bool(text) and _plain(text) not in _NO


def _plain(text: str) -> str:
    """Without case, spaces and dashes, unless it is a dash and no more."""
    return "".join(text.casefold().split()).replace("-", "") or text.strip()
