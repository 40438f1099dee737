"""Secrets that stand for a person for a while, and what the tables hold of them."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, as text that can stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """SHA-256 of a secret, as 64 hexadecimal digits.

    It needs no key and no slow hash, for 256 random bits are not guessed. Any text has one, whatever was sent to us.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
