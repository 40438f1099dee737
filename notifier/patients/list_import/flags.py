"""Yes-and-no columns. What is printed in them is data; a word nobody has seen before is a doubt, not a no."""

_UNASKED = frozenset(
    "unknown notknown notasked notrecorded notspecified notstated unspecified implied impliedconsent".split()
)
_NO = _UNASKED | frozenset(
    "n no false 0 none nil na n/a - f u unrestricted normal notsensitive notrestricted notconfidential "
    "notdeceased notdead notleft notdeducted notapplicable alive living current registered stillregistered".split()
)
_YES = frozenset(
    "y yes true 1 t s r v x sensitive restricted redacted veryrestricted confidential deceased dead died left deducted "
    "deregistered".split()
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


_BY_TEXT = frozenset("sms text texts textmessage textmessages mobile mobilephone mobiletelephone bytext bysms".split())
_BY_EMAIL = frozenset("email emails byemail emailaddress".split())
_BY_POST = frozenset("letter letters post mail bypost byletter postal postalletter writing inwriting".split())
_BY_OTHERS = frozenset(
    "phone telephone landline homephone hometelephone home homelandline worktelephone telephonecall phonecall call any "
    "all anymethod nopreference noneexpressed app nhsapp smsoremail textoremail smsandemail emailorsms".split()
)
_NO_CONTACT = frozenset("none nocontact donotcontact never nomessages donotmessage".split())


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


def refused_by_preference(text: str) -> tuple[bool, bool] | None:
    """(declines texts, declines emails) of a preferred way of contact; None means that the word is unknown.

    Who prefers letters is sent none of the others; who prefers one of the others has not declined the rest, unless it
    says "only".
    """
    word = _plain(text)
    only = word.removesuffix("only")
    if word in _NO_CONTACT or only in _BY_POST:
        return True, True
    if only in _BY_TEXT:
        return False, word != only
    if only in _BY_EMAIL:
        return word != only, False
    if word in _UNASKED or word in _BY_OTHERS:
        return False, False
    return None


def is_count_or_yes(text: str) -> bool:
    """Whether a column of repeat medicines names, counts or confirms any."""
    return bool(text) and _plain(text) not in _NO


def _plain(text: str) -> str:
    """Without case, spaces and dashes, unless it is a dash and no more."""
    return "".join(text.casefold().split()).replace("-", "") or text.strip()
