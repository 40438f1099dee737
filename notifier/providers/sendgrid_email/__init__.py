"""Emails by SendGrid.

`provider` sends, through the SDK over `sendgrid_http`, the requests that `batches` makes of many emails; `webhooks`
reads the events, `asking` asks for what they did not tell, `codes` says what its answers mean.
"""
