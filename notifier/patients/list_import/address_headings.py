"""Whose address a column belongs to: a list may have a home and a correspondence address, and those of relatives.

A heading names the kind ("Correspondence Postcode"), or has it from the column before it ("Correspondence Address 1",
"Address 2", "Postcode"). The order in which kinds are preferred is that of the Personal Demographics Service (PDS).
"""

import re
from collections.abc import Sequence
from enum import StrEnum


class WhoseAddress(StrEnum):
    """Whose address it is; those of a patient in the order in which one is chosen."""

    CORRESPONDENCE = "correspondence address"
    TEMPORARY = "temporary address"
    UNNAMED = "other address"  # what the list calls nothing but an address
    HOME = "home address"
    SOMEBODY_ELSE = "address of somebody else"

    @property
    def is_patients(self) -> bool:
        """Whether a letter to the patient may go there."""
        return self is not WhoseAddress.SOMEBODY_ELSE


_RELATIVES = (
    r"next of kin|n\.?o\.?k|emergency( contact)?|carers?|guardians?|parents?|mothers?|fathers?|spouses?|partners?|"
    r"relatives?|proxy|contact person|responsible part(?:y|ies)|employers?|school|care home"
)
_WORDS = {
    WhoseAddress.SOMEBODY_ELSE: (
        rf"{_RELATIVES}|gp|g\.p\.|doctors?|surgery|practice|organisation|pharmacy|previous|old|former|past|birth ?place"
    ),
    WhoseAddress.CORRESPONDENCE: r"correspondence|corresp?|corr|postal|mailing|billing|postage|letters?",
    WhoseAddress.TEMPORARY: r"temporary|temp|holiday|term[- ]time",
    WhoseAddress.HOME: r"home|usual|permanent|main|residential|current|primary|registered",
}
_KINDS = tuple((kind, re.compile(rf"\W*\b({words})\b(['’]s?)?\W*", re.I)) for kind, words in _WORDS.items())
# Who a heading is about whose phone or address may follow without being said again. "Carer" alone is often a yes or no.
_PERSON = re.compile(
    rf"({_RELATIVES})['’]?s?\b.*\b(name|forename|surname|details|relation(ship)?|tel\w*|phone|mobile|number|no|address|line|"
    r"postcode|post code|e-?mail|town|contact)\b.*|next of kin|emergency contact|relationship( to patient)?",
    re.I,
)
_PHONES = ("mobile", "email")
_PLACES = ("locality", "town", "county", "postcode")  # which are no address by themselves


def without_kind(heading: str) -> tuple[str, WhoseAddress]:
    """(the rest of the heading, the kind that it names): "Correspondence Town" gives "Town"."""
    for kind, words in _KINDS:
        rest = words.sub(" ", heading)
        if rest != heading:
            return rest.strip(), kind
    return heading, WhoseAddress.UNNAMED


def is_about_somebody_else(heading: str) -> bool:
    """Whether a heading is about a relative or a carer, as "Next of Kin Name" is."""
    return _PERSON.fullmatch(heading.strip()) is not None


def whose_addresses(
    fields: Sequence[str], named: Sequence[WhoseAddress], persons: Sequence[bool]
) -> list[WhoseAddress]:
    """The kind of each column, by its field (empty for what is not read), the kind it names, and who begins there.

    A column that names no kind has that of the columns before it, unless that kind has such a column already. What
    follows a relative's name is the relative's, a phone too; what follows a surgery's address is no patient's address.
    """
    kinds = list(named)
    taken: set[tuple[str, WhoseAddress]] = set(zip(fields, named, strict=True))
    taken -= {(field, WhoseAddress.UNNAMED) for field in fields}
    current, is_relatives = WhoseAddress.UNNAMED, False
    for column, (field, kind, is_person) in enumerate(zip(fields, named, persons, strict=True)):
        if is_person or (field and kind is not WhoseAddress.UNNAMED):
            current, is_relatives = (WhoseAddress.SOMEBODY_ELSE if is_person else kind), is_person
        elif not field or (field in _PHONES and current is WhoseAddress.SOMEBODY_ELSE and not is_relatives):
            current = WhoseAddress.UNNAMED
        elif (field, current) not in taken:
            taken.add((field, current))
            kinds[column] = current
    return _with_places_given(fields, kinds)


def _with_places_given(fields: Sequence[str], kinds: list[WhoseAddress]) -> list[WhoseAddress]:
    """The kinds, with a postcode or town that stands in front of the only address given to that address."""
    unnamed = [
        column
        for column, (field, kind) in enumerate(zip(fields, kinds, strict=True))
        if kind is WhoseAddress.UNNAMED and field and field not in _PHONES
    ]
    others = {kind for kind in kinds if kind.is_patients and kind is not WhoseAddress.UNNAMED}
    if len(others) == 1 and all(fields[column] in _PLACES for column in unnamed):
        (other,) = others
        has = {field for field, kind in zip(fields, kinds, strict=True) if kind is other}
        for column in unnamed:
            kinds[column] = other if fields[column] not in has else kinds[column]
    return kinds
