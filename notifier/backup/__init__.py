"""Backups of a whole installation, and the way back: `notifier backup` and `notifier restore`.

age_keys         the practice's key pair for backups, as the tool age writes one
age_files        a file that is encrypted to a public key, in the format of age: https://age-encryption.org/v1
backup_archive   the members of a backup, and the manifest that holds the sum of each
table_rows       the rows of every table, written so that SQLite and PostgreSQL alike can read them
instance_files   the files that a lost machine leaves nobody: key, settings, presets, calls that wait, manifests
making           makes a backup, and checks it
restoring        brings a backup back into an empty database
"""
