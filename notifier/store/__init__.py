"""The one place where facts are kept, the same on SQLite and PostgreSQL.

`database`: the engine; reading in a snapshot, writing in a short transaction. `migrations`: how tables change, and
`migrating` has them do so; `rebuilt_tables` is for what SQLite cannot alter.
`tables`: every table, a file for each part of the domain. `point_query`: one row by its key at the least cost,
with `idle_connections`.
`shared_commits`: one commit for several who write at the same moment, each as if alone.
`audit`: the only writer of the hash-chained audit events, and their verifier.
`page_role`: what the patient page's own database role may do; `page_role_grants` gives it these rights.
`instance_keys`: the keys in the instance folder, which no table holds.
`machine_faults`: what keeps disk and database from working, in a sentence.
`csv_cells`: cells of CSV files that are safe in a spreadsheet.
"""
