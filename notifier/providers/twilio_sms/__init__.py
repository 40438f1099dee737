"""Texts by Twilio.

`provider` sends through the SDK over `twilio_http`, `lookup` looks for texts whose answer was lost, `webhooks` reads
Twilio's calls, `codes` says what its error codes mean.
"""
