"""Commands about the key that signs the practice's record: evidence key."""

import click

from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.evidence import announced_keys, signatures
from notifier.store.signing_keys import in_groups


def key_command(installation: Installation, as_json: bool) -> None:
    """Say the public half of the key that signs, the keys before it, and what was signed last."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        keys = announced_keys.announced_keys(session, practice_id)
        signed = signatures.signatures_of(session, practice_id)
    last = signed[-1] if signed else None
    if as_json:
        said = {"number": last.number, "head": last.head, "at": last.at, "stamps": len(last.stamps)} if last else None
        names = ("public_key", "fingerprint", "announced_at")
        told = [{name: getattr(key, name) for name in names} for key in keys]
        say_json({"keys": told, "signatures": len(signed), "last": said})
        return
    for key in keys:
        click.echo(f"{in_groups(key.fingerprint)}  {key.public_key}  since {key.announced_at:%d %b %Y}")
    if not keys:
        say("no key was announced yet: run `notifier init`")
    if last:
        click.echo(f"signed last up to event {last.number}, head {last.head}, with {len(last.stamps)} time stamps")


COMMANDS = {"evidence key": key_command}
