"""What the pages of the list say: its columns, what would change, and what follows from each answer."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from notifier.patients.import_guards import OLDER, OTHER_CODE
from notifier.providers.channels import AddressKind
from notifier.vocabulary import ChangeKind
from web.templating import number

JOINERS_WAIT, JOINERS_NOW = "wait", "now"  # the values of the form's radio buttons

_CHANGES: Mapping[str, str] = {
    ChangeKind.JOINED: "New on the list",
    ChangeKind.LEFT: "No longer on it, or marked as left",
    ChangeKind.DIED: "Marked as deceased",
    ChangeKind.CHANGED: "Changed in some detail",
    ChangeKind.RETURNED: "Were gone, and are back",
    "other_person": "Somebody else under a number that we know: held until it is settled",
    "other_number": "Perhaps known by another number: held until it is settled",
    "unchanged": "Unchanged",
}
_DETAILS: Mapping[str, str] = {
    "identity": "name or date of birth",
    "address": "address",
    "mobile": "mobile number",
    "email": "email address",
}
_REACH: Mapping[str, str] = {
    AddressKind.MOBILE: "Can be texted",
    AddressKind.EMAIL: "Can be emailed",
    AddressKind.POST: "Have an address that post reaches",
    AddressKind.NOBODY: "Cannot be reached by any of these",
}
# For each stop what somebody ticks who knows better, and what follows.
_ANSWERS: Mapping[str, tuple[str, str]] = {
    ChangeKind.LEFT: (
        "Yes: they have left the practice",
        "Nothing more is sent to them, and they are not coded. If this file is only a part of your list, cancel.",
    ),
    ChangeKind.DIED: ("Yes: they have died", "Nothing more is sent to them, and they are not coded."),
    ChangeKind.JOINED: (
        "Yes: they are our patients",
        "They are added to the list, and campaigns that run will tell them. What was sent cannot be called back.",
    ),
    ChangeKind.CHANGED: (
        "Yes: these names and days of birth are right",
        "Their pages open with the new day of birth. Whoever may be another person is held until it is settled.",
    ),
    OLDER: (
        "Yes: go back to this list",
        "What the newer list said of a patient is replaced by what this one says, also that somebody left or died.",
    ),
    OTHER_CODE: (
        "Yes: this is our list",
        "Its people are told in the name of your practice, as after a merger. Another practice’s patients must not be.",
    ),
}


class StopQuestion(NamedTuple):
    """One reason not to store a list, put as a question."""

    expect: str  # the value of its box, a word of `import_guards.ImportStop`
    why: str
    answer: str
    consequence: str
    is_ticked: bool

    @property
    def field(self) -> str:
        """The id of its box."""
        return f"expect-{self.expect}"


class RefusalKind(NamedTuple):
    """One reason for which rows were refused, and how many."""

    why: str
    column: str
    remedy: str
    people: int
    places: list[str]  # of their rows in the list


def refusals_by_kind(refused: Sequence[Mapping[str, Any]]) -> list[RefusalKind]:
    """The refused rows of a report, what happened most often first."""
    kinds: dict[tuple[str, str, str], list[list[str]]] = {}
    for one in refused:
        kinds.setdefault((one["why"], one["column"], one["remedy"]), []).append(one["places"])
    found = [
        RefusalKind(*kind, len(places), [place for some in places for place in some]) for kind, places in kinds.items()
    ]
    return sorted(found, key=lambda one: -one.people)


def stop_questions(stops: Sequence[Mapping[str, str]], ticked: Sequence[str]) -> list[StopQuestion]:
    """What has to be answered before a list may be stored; `ticked` is what was already."""
    return [
        StopQuestion(
            stop["expect"],
            f"{stop['why'][:1].upper()}{stop['why'][1:]}",
            *_ANSWERS[stop["expect"]],
            stop["expect"] in ticked,
        )
        for stop in stops
    ]


def change_rows(changes: Mapping[str, int]) -> list[tuple[str, str]]:
    """What would change, or did, in the order in which people ask; what has no number is left out but for the first."""
    return [(words, number(changes.get(kind, 0))) for kind, words in _CHANGES.items() if changes.get(kind)]


def detail_words(details: Mapping[str, int]) -> str:
    """Of how many each detail is another one, in a phrase; empty where nobody's is."""
    return ", ".join(f"{words} of {number(details[name])}" for name, words in _DETAILS.items() if details.get(name))


def reach_rows(reach: Mapping[str, int]) -> list[tuple[str, str]]:
    """How many may be told, and by what they can be reached."""
    return [(words, number(reach.get(kind, 0))) for kind, words in _REACH.items()]


def column_rows(columns: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Each heading of the list with what it was taken for."""
    return [(one["heading"], one["taken_for"].replace("_", " ")) for one in columns]
