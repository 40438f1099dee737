"""What lets an outsider check a campaign, and what is forgotten afterwards.

`pack`: the sealed facts, what followed from them, what was said, and the audit chain; `verify` checks one by itself.
`campaign_report`: the same for a regulator to read, which `report_pages` lays out.
`announced_keys`: which key signs a practice's record.
`signatures`: the head of the chain, signed when something great is done and daily, and the check of that.
`time_stamps`: services outside stamp what was signed; `stamp_tokens` checks theirs, with `der_values`.
`audit_sentences`: the audit chain as people read it.
`disclosure`: one patient's everything, for a subject access request; `disclosed_tables` says of each table what is
shown, `patient_scope` finds what is theirs, `disclosure_pages` lays it out, `disclosing` writes it down.
`retention`: what campaigns had of patients is forgotten some months after they ended, and then the patients.
`due_rows` are the rows of that, `held_files` the files, and `certificates` say in counts what it was.
"""
