"""Emails by SendGrid.

`provider` sends, through the SDK over `sendgrid_http`, the requests that `batches` makes of many emails; `webhooks`
reads the events, `codes` says what its answers mean.
"""
