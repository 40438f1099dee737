"""What is said to one patient, on each channel.

`addressee`: who writes to whom, as every message needs it.
`rendering`: templates of a campaign and a patient's values become a message; a missing value is refused.
`reason_in_texts`: why the practice proposes it, where a text says so. `email_document`: what an email's words stand in.
`letters`: which letter somebody gets, by language and format. `sms_text`: characters and parts of a text.
`link_mail`: the one email that goes to a member of staff, with the link to choose a password.
`prescription_footer`: the lines on a prescription. `sample_messages`: what an invented patient would read.
"""
