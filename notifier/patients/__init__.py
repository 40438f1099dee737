"""The people on a practice's list.

`list_import`: reads an export, row by row, into people and refusals.
`patient_records`: a patient as the lists left them, and the reading of the table.
`list_comparison`: what a list would change: joiners, leavers, deaths, changes, and who is in doubt; writes nothing.
`identity`: whether two entries of lists are one person; pure.
`list_age`: when an export was made.
`import_guards`: what stops an import until a person says that it is right.
`register`: brings the people of a list into the store, and lets joiners be told.
`identity_doubts`: patients of whom nobody can be sure who they are: held, and settled by a person.
`matters`: deaths, moves, complaints and requests that somebody told us of a patient, and what they hold.
`list_undo`: takes the last import back. `asked_lists`: what staff ask of the workers about a list.
`list_history`: the imports so far.
`list_upload`: a list that is given on a page, from its file to its confirmation; `uploaded_files` has the file and
`upload_report` what the page says.
`eligibility`: what a campaign's preset makes of a record: who must be held out.
`access_codes`: the secret behind a patient's link and printed code, and the keys it is made from.
`scans`: what a person types or a scanner reads off a letter.
`samples`: invented lists, with the truth of each.
"""
