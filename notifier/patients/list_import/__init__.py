"""From a list export to people. In the order of reading:

`list_file` (which kind of file) -> `table` (where the headings are; `delimited` reads the lines of a text, `workbook`
and `workbook_parts` the cells of a workbook, `sheet_choice` says which of its sheets) -> `columns`, `headings` and
`address_headings` (which column is which, and whose; `twin_columns` which is there twice) -> `rows` (one row; `dates`,
`names`, `clinical_codes`, `contact_cells` and `flags` read its cells, `writing` says how names and addresses are
written) -> `merging` (the rows of a patient become one person) -> `mailing` (whether post reaches them) -> `exclusions`
(who must be held out) -> `report`. `records` has the values that all of them speak of, and `remedies` what to do about
a refusal.
"""
