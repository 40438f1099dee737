"""Fair Notice, told as the life of one notice, folder by folder. Each folder imports only those named before it.

`vocabulary`, `errors` and `settings` are the values that everything speaks of. `contacts` parses what reaches a person;
`providers` carry messages; `pdf` lays letters out once and fills them; `store` keeps every fact.

A `practice` prepares a campaign (`campaigns`) for the people on its list (`patients`). What it says to each of them is
made in `messages`. `delivery` plans who is told how, sends it and takes the receipts; `print_runs` does the same on
paper. `replies` takes what patients answer, by whatever road. `preview` shows all of it before a launch.
`webhook_calls` keeps what providers call us with until it is read into both.
`outcomes` concludes, patient by patient, who may be coded; `evidence` lets an outsider check it, and forgets in time.
`backup` keeps all of it in one encrypted file, and brings it back.

The `worker` wakes the stages; `cli` and the doors in `web` are for people. `pyproject.toml` holds this order as a
contract of imports. The docstring of each folder is a map of its files.
"""
