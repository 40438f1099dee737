"""The command that lets the patient's page run as a process of its own: door."""

import json
import sys
from pathlib import Path

from sqlalchemy import URL, make_url

from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.errors import NotAllowed
from notifier.providers.registry import companies
from notifier.settings import Settings
from notifier.store import page_role_grants
from notifier.store.instance_keys import KEY_FILE, PAGE_KEY_FILE

_SETTINGS_FILE = "settings.toml"
_ROADS = ("host", "port", "sslmode", "sslrootcert")  # of an address's query: how to get there, and no secret


def door(installation: Installation, role: str, password_stdin: bool, out: Path | None) -> None:
    """Let a PostgreSQL ROLE do what the patient's page needs and nothing else; safe to repeat, and after each upgrade.

    With --out it also makes the instance folder of that process, with as much of the keys as it needs.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not password:
        raise NotAllowed("there is no password on standard input")
    keys = installation.keys
    if out is not None and (out / KEY_FILE).exists():
        raise NotAllowed(f"{out} holds {KEY_FILE}, which the patient's page must not have: choose another folder")
    page_role_grants.grant_rights(installation.database, role, password)
    say(f"{role} may read links, published pages and what replies say, and add replies; nothing else")
    if out is not None:
        _write(out, keys.door, _settings(installation.settings, role))
        say(f"then: NOTIFIER_INSTANCE={out} notifier serve --doors patient")


def _write(folder: Path, keys: bytes, settings: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, own = folder / PAGE_KEY_FILE, folder / _SETTINGS_FILE
    key.touch(mode=0o600)
    key.write_text(keys.hex() + "\n", encoding="ascii")
    if own.exists():
        say(f"{own} is kept as it was")
    else:
        own.touch(mode=0o600)  # the password will be in it
        own.write_text(settings, encoding="utf-8")
        say(f"write the role's password into {own}")


def _settings(chosen: Settings, role: str) -> str:
    """The settings of the door's process; the address of the database waits for the password."""
    values = {
        "public_url": chosen.public_url,
        "trusted_proxies": chosen.trusted_proxies,
        "sms_provider": chosen.sms_provider,
        "dpo": chosen.dpo,
        "companies": ", ".join(companies(chosen)),  # by name: the settings of most providers do not go there
        "retention_days": chosen.retention_days,
        **{name: getattr(own, name) for own in chosen.provider_settings.values() for name in own.page_settings},
    }
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items() if value]
    address = _address(make_url(chosen.database_url), role)
    said = (
        "# Put the password in, and take the mark away; or set NOTIFIER_DATABASE_URL, or NOTIFIER_DATABASE_URL_FILE.\n"
    )
    return "".join([*lines, said, f"# database_url = {json.dumps(address)}\n"])


def _address(theirs: URL, role: str) -> str:
    road = {name: theirs.query[name] for name in _ROADS if name in theirs.query}
    own = URL.create("postgresql", role, "PASSWORD", theirs.host, theirs.port, theirs.database, road)
    return own.render_as_string(hide_password=False)


COMMANDS = {"door": door}
