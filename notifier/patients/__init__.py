"""The people on a practice's list.

`list_import`: reads an export, row by row, into people and refusals.
`register`: brings the people of a list into the store: joiners, leavers, changes.
`eligibility`: what a campaign's preset makes of a record: who must be held out.
`access_codes`: the secret behind a patient's link and printed code, and the keys it is made from.
`scans`: what a person types or a scanner reads off a letter.
`samples`: invented lists, with the truth of each.
"""
