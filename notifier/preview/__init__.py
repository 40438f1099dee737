"""What people look at before a launch.

`preview`: exactly what would be sent, stored and fingerprinted for the approver. `test_send`: to one's own phone.
`shown_preview`: a preview as its pages show it. `hard_cases`: what the patients get whose messages go wrong first.
`patient_previews`: what one patient of the list would get. `addressees`: a patient on record, as written to.
`rehearsal`: what a launch would do, in counts, pounds and days. `letter_troubles`: whose letter cannot be made.
`kit`: posters, leaflets, screens and the rest for everybody who passes. `displays`: what was up, and when.
"""
