"""Writes the reference pages from the code, so that they cannot say anything else: `make docs`.

`pages`: which page is written by what. `commands` reads the command line, `settings_list` the settings, `tables` the
tables, `words` the enumerations, `presets` what a preset may say, `audit_words` the audit actions, `channel_rows` the
channels and `provider_list` what each provider can do. `comments`: the remark that stands beside a name in the code.
`markdown`: tables and headings.

`tests/docs` compares what is written here with the pages that are committed.
"""
