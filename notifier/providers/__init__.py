"""Who carries messages: companies, and the local outbox. A provider never sees the store or a patient.

`message_types`: what is carried (a text, an email, a letter, a prescription footer, plain words).
`channels`: what each channel is like, a row of traits for each; a distribution may bring another.
`base`: what every provider satisfies: messages in, one result for each out, reports and incoming texts afterwards.
`plugin`: the one value that says what a provider is called, carries and needs; an entry point names it.
`registry`: which provider carries which channel, chosen from the settings.
`audiences`: what goes to members of staff, and by which provider it may.
`http_pool`: one HTTP call that goes out once: no retry, no redirect, a time limit.
`incoming`: what every reader of webhooks needs; only what a table can hold gets past it.
`outbox`: writes messages into a folder, for samples, demonstrations and tests.
A folder for each company: its plug-in, `provider` sends, `webhooks` checks signatures
and reads calls, `codes` translates the company's codes. Nothing else in the product names a company.
"""
