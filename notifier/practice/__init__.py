"""The practices that use an installation, and the people who work there.

`practices`: a practice's name, code, addresses and hours; whether its patients are real.
`practice_details`: what it says of itself, field by field, and when each was changed.
`first_run`: the first set-up on a page. `settings_store`: the settings that staff set on pages.
`accounts`: staff accounts, their roles and passwords.
`passwords`: what a new one must not be; `password_check` and `guesses`: whose one is, and guessing that grows slower.
`account_links`: the link by which somebody chooses a password.
`jobs`: what a page asks of the workers; `taken_files`: who may take away what they made.
`sign_ins`: what stands behind the cookie of somebody who is signed in to the pages.
`identities`: for whom the practice's own identity provider vouches.
`kept_forms`: what they had half typed when that was over.
`second_factors`: who has to give a second factor, what they have, and taking it away; `code_apps`, `passkeys` and
`recovery_codes`: its three kinds; `factor_check`: whether a code is somebody's.
`personal_tokens`: what proves somebody at the command line and to the API.
`repeated_calls`: what a program sends twice is done once.
`proof_ends`: what ends with a change of who somebody is; `secret_digests`: what the tables hold of a secret.
"""
