"""From a list export to people. In the order of reading:

`list_file` (which kind of file) -> `table` (where the headings are; `delimited` reads the lines of a text, `workbook`
and `workbook_parts` the cells of a workbook, `sheet_choice` says which of its sheets) -> `columns`, `headings` and
`address_headings` (which column is which, and whose; `twin_columns` which is there twice, `unread_columns` which is
none) -> `reading` (the whole list; `turned_dates`) -> `rows` (one row: `row_kinds` says what kind it is, `nothing` what
is no value; `contact_cells`, `standing_cells` with `registration_status`, `wish_cells` with `flags`, `code_cells` with
`clinical_codes` and `code_dictionary`, `dates`, `names` and `writing` read its cells into `entries`) -> `merging` (the
rows of a patient become one person) -> `mailing` (whether post reaches them) -> `exclusions` (who must be held out) ->
`report`. `records` has the values that all of them speak of, and `remedies` what to do about a refusal; `refused_rows`
writes the refused rows as a file, and `row_progress` says how far the reading is. `organisations` is whose list an
export says that it is.
"""
