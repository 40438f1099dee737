"""Emails by SendGrid: `provider` sends what `batches` makes of them, `calls` reads the events, `codes` says why."""
