"""The columns of a list that are not read, and which of them look as if they should have been."""

import re
from collections.abc import Collection

from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.headings import plain_heading
from notifier.patients.list_import.records import UnreadColumn

# What a heading has in it that is about what we ask a list for.
_MATTERS = re.compile(
    r"consent|dissent|sms|text|opt.?out|opt.?in|declin|refus|objec|death|dead|deceas|died|dod\b|deduct|deregist|"
    r"de-regist|left|leav|status|regist|removed|sensitiv|restrict|confiden|s.flag|mobile|cell|phone|telecom|tel\b|"
    r"e-?mail|address|post ?code|summary care|\bscr\b|sharing|share|code|term\b|language|interpret|accessib|communicat|"
    r"prefer|contact|nhs|birth|dob|surname|family name|exclu|flag",
    re.I,
)
# Columns of the clinical systems that match it and are no use here.
_OF_NO_USE = frozenset(
    map(
        plain_heading,
        (
            *("Home telephone", "Work telephone", "Telephone number", "Home telephone number", "Work telephone number"),
            *("Home phone", "Work phone", "Home tel", "Work tel", "Telephone home", "Telephone work", "Landline"),
            *("Organisation code", "Practice code", "ODS code", "GP code", "Usual GP code", "Registered GP code"),
            *("Registered date", "Date registered", "Registration date", "Date of registration", "Registered GP"),
            *("Registered practice", "Registration start date", "Usual GP registered", "Ethnicity code", "Sex code"),
            *("Gender code", "Next of kin telephone", "Practice address", "Practice telephone", "Practice postcode"),
            *("Organisation postcode", "Organisation address", "LSOA code", "CCG code", "ICB code", "PCN code"),
        ),
    )
)


def unread_columns(columns: ColumnMap, nameless: Collection[int]) -> tuple[UnreadColumn, ...]:
    """The columns that are taken for nothing, in the order of the file.

    `nameless` has the places, from 0, of those without a heading that say something: they always look as if they
    mattered.
    """
    read = columns.fields
    return tuple(
        UnreadColumn(heading, column + 1, column in nameless or _seems_to_matter(heading))
        for column, heading in enumerate(columns.headings)
        if column not in read and (heading or column in nameless)
    )


def _seems_to_matter(heading: str) -> bool:
    return _MATTERS.search(heading) is not None and plain_heading(heading) not in _OF_NO_USE
