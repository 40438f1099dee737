"""Texts by Twilio: `provider` sends, `lookup` looks for lost ones, `calls` reads Twilio's calls, `codes` says why."""
