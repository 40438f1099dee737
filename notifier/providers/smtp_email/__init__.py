"""Emails by a mail server of the practice's own choice, such as its hosting company's or NHSmail's relay.

`smtp_plugin`: the settings. `provider`: sends, several connections at a time. `connection`: one conversation with the
server, and what each of its ends proves. `mime`: an email as it goes over the wire. `codes`: the server's answers in
our words. `mailbox`: reads the mailbox that bounces come back to. `bounces`: what a bounce says.
"""
