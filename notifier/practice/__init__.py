"""The practices that use an installation, and the people who work there.

`practices`: a practice's name, code, addresses and hours; whether its patients are real.
`accounts`: staff accounts, their roles and passwords.
`password_check`: a password at the command line, and slow guessing.
`jobs`: what a page asks of the workers.
`personal_tokens`: what somebody is signed in with at the command line.
"""
