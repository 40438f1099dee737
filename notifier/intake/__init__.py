"""From a list export to people. In the order of reading:

`table` (which kind of file, where the headings are; `delimited` and `workbook` read the rows) -> `columns` and
`headings` (which column is which) -> `reading` (one row; `dates`, `names`, `codes` and `answers` read its cells) ->
`people` (the rows of a patient become one person) -> `exclusions` (who must be held out) -> `report`. `facts` has the
values that all of them speak of, `remedies` what to do about a refusal, and `register` puts the people of a list into
the store.
"""

from notifier.intake.exclusions import CodeGroup, CodeRules, exclusion
from notifier.intake.facts import CodeEntry, ListReport, Person, Refusal, Remark, shown_safely
from notifier.intake.report import email_sharing, mobile_sharing, read_list, report_json

__all__ = [
    "CodeEntry",
    "CodeGroup",
    "CodeRules",
    "ListReport",
    "Person",
    "Refusal",
    "Remark",
    "email_sharing",
    "exclusion",
    "mobile_sharing",
    "read_list",
    "report_json",
    "shown_safely",
]
