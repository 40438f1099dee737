"""From a list export to people. In the order of reading:

`table` (which kind of file, where the headings are; `delimited` and `workbook` read the lines) -> `columns` and
`headings` (which column is which) -> `rows` (one row; `dates`, `names`, `clinical_codes` and `flags` read its cells) ->
`merging` (the rows of a patient become one person) -> `exclusions` (who must be held out) -> `report`. `records` has
the values that all of them speak of, and `remedies` what to do about a refusal.
"""

from notifier.patients.list_import.exclusions import CodeGroup, CodeRules, exclusion
from notifier.patients.list_import.records import CodeEntry, ListReport, Person, Refusal, Remark, shown_safely
from notifier.patients.list_import.report import email_sharing, mobile_sharing, read_list, report_json

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
