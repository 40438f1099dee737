"""What lets an outsider check a campaign, and what is forgotten afterwards.

`pack`: what was said, to how many and how surely, and the audit chain; and its verifier.
`audit_sentences`: the audit chain as people read it.
`retention`: patients' rows are forgotten some months after the last campaign ended; counts stay.
"""
