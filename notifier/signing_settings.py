"""The settings of how the practice's record is signed, and by whom it is stamped with the time."""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, field_validator

_LONGEST_URL = 200


class SigningSettings(BaseModel):
    """The audit chain is signed with a key of the practice, and may be stamped by time stamp services (RFC 3161)."""

    key_command: str = ""  # a command that prints the key that signs, as 64 hexadecimal digits; empty: a file here
    timestamp_url: str = ""  # time stamp services, with commas; each gets a hash and nothing else; empty for none
    timestamp_roots: Path | None = None  # a PEM file of the certificates that vouch for these services

    @field_validator("key_command")
    @classmethod
    def _words(cls, value: str) -> str:
        try:
            shlex.split(value)
        except ValueError:
            raise ValueError("write the command as in a shell, and close every quotation mark") from None
        return value.strip()

    @field_validator("timestamp_url")
    @classmethod
    def _services(cls, value: str) -> str:
        for url in filter(None, map(str.strip, value.split(","))):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
                raise ValueError("write full addresses such as https://tsa.example.com/tsr, with commas between them")
            if parts.username is not None or len(url) > _LONGEST_URL:
                raise ValueError(f"write addresses of up to {_LONGEST_URL} letters, without a name and a password")
        return value

    @property
    def timestamp_services(self) -> tuple[str, ...]:
        """The addresses of the time stamp services, each once, in the order in which they are set."""
        return tuple(dict.fromkeys(filter(None, map(str.strip, self.timestamp_url.split(",")))))
