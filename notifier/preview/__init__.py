"""What people look at before a launch.

`preview`: exactly what would be sent, stored and fingerprinted for the approver. `test_send`: to one's own phone.
`rehearsal`: what a launch would do, in counts, pounds and days. `letter_troubles`: whose letter cannot be made.
`kit`: posters, leaflets, screens and the rest for everybody who passes. `displays`: what was up, and when.
"""
