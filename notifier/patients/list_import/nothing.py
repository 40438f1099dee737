"""Words for nothing: what databases, spreadsheets and people write into a cell that has no value.

They are left out before any column is read, in every column alike. Two kinds of words stay where they are:

- a word that is also a name ("Null", "Na", "Nil") stays in the columns of names, and "None" in those of consent, unless
  the same list writes it elsewhere for nothing;
- a word of doubt ("?", and of a registration "unknown") stays where it holds a patient out.
"""

from collections.abc import Iterator
from itertools import product

_NAMES = ("null", "na", "none", "nil", "nan", "nat", "blank", "empty", "missing", "unknown", "undefined")
_ANSWERS = ("none", "nil")
_ASKING = ("?", "??", "???")
_WORDS = (
    *_NAMES,
    *_ASKING,
    *("(null)", "<null>", "[null]", "\\n", "n/a", "n.a.", "n.a", "#n/a", "(n/a)", "n/k", "n/r", "<na>"),
    *("(blank)", "[blank]", "<blank>", "(empty)", "(none)", "(unknown)", "unspecified", "unrecorded"),
    *("not recorded", "not known", "not applicable", "not available", "not specified", "not stated", "none recorded"),
    *("nothing recorded", "no data", "no value", "no entry", "no information", "no record", "not entered"),
    *("-", "--", "---", "----", "–", "—", ".", "..", "...", "/", "//", "_", "__", "*", "**", '""', "''"),
)
# Zeros: of MySQL, of .NET, of SQL Server, of spreadsheets (their day 0 and day 1), and of older systems.
_ZEROS = (
    "0000-00-00",
    "0001-01-01",
    "1753-01-01",
    "1800-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-00",
    "1900-01-01",
)
# Ends that are open: of registrations without an end, of SQL Server and of Oracle.
_OPEN_ENDS = (
    *("2079-06-06", "2099-01-01", "2099-12-31", "2100-01-01", "2100-12-31", "2199-12-31", "2200-01-01", "2999-01-01"),
    *("2999-12-31", "3000-01-01", "3000-12-31", "4712-12-31", "9999-01-01", "9999-12-30", "9999-12-31"),
)
_TIMES = ("", " 00:00", " 00:00:00", "T00:00:00", "T00:00:00Z", " 00:00:00.000", " 23:59", " 23:59:59", "T23:59:59")
_MONTHS = "00 Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# Which words stay in a column, by the field that it was taken for. Those of the first may be nothing all the same where
# the list has them elsewhere; those of the second never.
_NAME_FIELDS = ("given_name", "family_name", "full_name")
_WISHES = (
    *("sms_consent", "email_consent", "sms_dissent", "email_dissent"),
    *("contact_consent", "contact_dissent", "contact_preference"),
)
MAY_MEAN_SOMETHING = dict.fromkeys(_NAME_FIELDS, frozenset(_NAMES)) | dict.fromkeys(_WISHES, frozenset(_ANSWERS))
MEANS_DOUBT = dict.fromkeys((*_WISHES, "deceased", "left", "sensitive"), frozenset(_ASKING)) | {
    "status": frozenset({*_ASKING, "unknown", "not known", "(unknown)", "n/k", "missing"})
}


def _written(day: str) -> Iterator[str]:
    """A date in the forms of the clinical systems, of spreadsheets and of databases."""
    year, month, number = day.split("-")
    name = _MONTHS[int(month)]
    yield from (day, f"{year}/{month}/{number}", f"{year}{month}{number}")
    for sign in "/-. ":
        yield f"{number}{sign}{month}{sign}{year}"
        yield f"{number}{sign}{name}{sign}{year}"
        yield f"{number}{sign}{name.upper()}{sign}{year}"
        yield f"{int(number)}{sign}{int(month)}{sign}{year}"


def _spelled(word: str) -> Iterator[str]:
    return iter((word, word.upper(), word.title(), word.capitalize()))


# A set of every spelling, so that a row without any is known by one comparison.
DATES_FOR_NOTHING = frozenset(
    written + at for day, at in product((*_ZEROS, *_OPEN_ENDS), _TIMES) for written in _written(day)
)
NOTHING = DATES_FOR_NOTHING.union(*map(_spelled, _WORDS), {"00:00", "00:00:00", "NaN", "NaT"})
