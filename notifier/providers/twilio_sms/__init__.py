"""Texts by Twilio.

`provider` sends through the SDK over `twilio_http`, `lookup` looks for texts whose answer was lost, `webhooks` reads
Twilio's calls, `message_list` asks for what they would have said, `codes` says what its error codes mean.
"""
