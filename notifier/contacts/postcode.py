"""Postcodes of the United Kingdom, the islands and the forces: read as people write them, and told from what is none.

The places of letters and digits are those of Royal Mail's programmers' guide, as GOV.UK Notify also has them.
"""

import re

# The areas of Royal Mail's postcodes, with the Crown dependencies (GY, IM, JE), the forces (BF) and banks (BX).
_AREAS = frozenset(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN "
    "EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N "
    "NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN "
    "TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE".split()
)
_FORM = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?|BFPO)([0-9][A-Z]{2}|(?<=BFPO)[0-9]{1,4})")
# No inward part has C, I, K, M, O or V, and few letters stand at the end of a district of London (W1A, EC1Y). GIR 0AA
# is older than the rule.
_REAL = re.compile(
    r"(?:([A-Z])[0-9][0-9A-HJKPSTUW]?|([A-Z]{2})[0-9][0-9ABEHMNPRVWXY]?) [0-9][ABD-HJLNP-UW-Z]{2}|GIR 0AA"
)
_AT_THE_END = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}$", re.I)
_SEPARATORS = re.compile(r"[\s.,'\"\-\u2010-\u2015\u200b\ufeff]+")
_COUNTRY = re.compile(
    r"[\s,.(]+(united kingdom|u\.?\s?k|g\.?b|great britain|england|scotland|wales|northern ireland)[\s,.)]*$", re.I
)
_COUNTRY_ENDINGS = ("kingdom", "k", "b", "britain", "england", "scotland", "wales", "ireland")
# A letter O where only a digit can stand: in front of the two last letters, or at the end of the part before them.
_O_FOR_ZERO = re.compile(r"([A-Z]{1,2}[0-9]?[0-9A-Z]?)([0-9O])([A-Z]{2})")


def normal_postcode(text: str) -> str:
    """'kt8  2qj', 'K T 8 2 Q J' or 'KT8 2QJ, UK' as 'KT8 2QJ'; empty where it cannot be a postcode or BFPO number."""
    match = _FORM.fullmatch("".join(text.split()).upper())
    if match is None and text:
        match = _FORM.fullmatch(_plain(_without_country(text)))
    return f"{match[1]} {match[2]}" if match else ""


def mended_postcode(text: str) -> str:
    """'GU46 OAA' as 'GU46 0AA': with the digit for a letter O that can be nothing else; empty where that gives none."""
    match = _O_FOR_ZERO.fullmatch(_plain(text))
    if match is None:
        return ""
    outward, inward = match[1], match[2].replace("O", "0") + match[3]
    if outward.endswith("O") and len(outward) > 1 and any(map(str.isdigit, outward)):
        outward = f"{outward[:-1]}0"
    postcode = f"{outward} {inward}"
    return postcode if is_real_postcode(postcode) else ""


def is_real_postcode(text: str) -> bool:
    """Whether a normalised postcode is one that Royal Mail can have given: a known area, no letter never used."""
    match = _REAL.fullmatch(text)
    return match is not None and ((match[1] or match[2] or "") in _AREAS or text.startswith("GIR"))


def postcode_at_the_end(text: str) -> tuple[str, str]:
    """(what stands before it, the postcode) of a text that ends with one, be it with a country behind; else two blanks.

    "1 High Street, Yateley GU46 7AA, UK" gives ("1 High Street, Yateley", "GU46 7AA").
    """
    text = _without_country(text).rstrip(" \t\r\n,.")
    match = _AT_THE_END.search(text)
    return (text[: match.start()].rstrip(" \t\r\n,."), normal_postcode(match[0])) if match else ("", "")


def _without_country(text: str) -> str:
    if not text.rstrip(" \t\r\n,.)").lower().endswith(_COUNTRY_ENDINGS):
        return text
    match = _COUNTRY.search(text)
    return text[: match.start()] if match else text


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()
