"""Commands that set an installation up and look after it: init, audit."""

from contextlib import closing

import click

from notifier.campaigns import published_pages
from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.evidence import announced_keys, signatures
from notifier.evidence.audit_sentences import latest_events
from notifier.outcomes import freezing
from notifier.practice import practice_details, practices
from notifier.practice.deed_signatures import verify_deed_signatures
from notifier.practice.practices import Reach
from notifier.store import audit, instance_keys
from notifier.store.database import Database
from notifier.store.migrating import migrate
from notifier.store.signing_keys import SigningKey, in_groups, made_signing_key
from notifier.vocabulary import ClinicalSystem, Role


def init(
    installation: Installation,
    name: str,
    ods_code: str,
    mistyped: str,
    phone: str,
    address: tuple[str, ...],
    by_email: str | None,
    clinical_system: str | None,
    **reach_words: str,
) -> None:
    """Make the instance folder, the key, the tables and the practice; safe to repeat, and after every upgrade.

    A second practice is refused: it needs an installation of its own. New details of the practice stand on the
    patients' pages at once; what is being prepared needs approving again. Real patients' are a manager's to change.
    """
    # As the pages read them, before anything is made; what is left out stays as it is.
    typed = {"name": name, "phone": phone, "address": "\n".join(address), **reach_words}
    given = practice_details.read_given(typed)
    chosen = installation.settings
    instance_keys.make_instance(chosen.instance)
    with closing(Database.open(chosen.database_url)) as database:
        migrate(database)
    now, key = chosen.clock()(), made_signing_key(chosen)
    by = installation.proven(by_email) if by_email else None
    if by is not None:
        by.must_be(Role.MANAGER)
    with installation.database.writing() as session:
        before = practices.ods_codes(session)
        code = practices.claim_installation(session, now, ods_code, name, mistyped)
        instance_keys.claim_folder(chosen.instance, code, before)
        practice = practices.ensure_practice(
            session,
            now,
            ods_code=code,
            name=given.get("name", ""),
            phone=given.get("phone", ""),
            address=given.get("address", ()),
            reach=Reach(**{field: given[field] for field in reach_words if field in given}),
            by=by.id if by else None,
        )
        if clinical_system:
            system = ClinicalSystem(clinical_system)
            practices.set_clinical_system(session, practice, system, by.id if by else None, now)
        published_pages.publish_details(session, practice.id, now)
        is_new = announced_keys.announce_key(session, practice.id, key, now, by.id if by else None)
        say(f"{practice.name} ({practice.ods_code}) is set up in {chosen.instance}")
        _say_key(key, is_new=is_new)
        if practice.phone == practices.SAMPLE_PHONE:
            say("its phone number is an invented one: set the real one with --phone before telling anybody")


def _say_key(key: SigningKey, *, is_new: bool) -> None:
    note = "note it outside this computer, in place of any before" if is_new else "compare it with your note"
    say(f"its record is signed with the key {in_groups(key.fingerprint)}: {note}")
    say(f"the public half of that key (Ed25519) is {key.public_key}")


def verify_audit(installation: Installation) -> None:
    """Check that no event was changed, removed or inserted, and no frozen set either."""
    with installation.database.reading() as session:
        verified = audit.verify_chains(session)
        frozen = freezing.verify_frozen_sets(session)
        names = practices.names_by_id(session)
        deeds = verify_deed_signatures(session)
        signed = {chain: signatures.verify_signatures(session, chain) for chain in verified.chains if chain in names}
    for chain, one in verified.chains.items():
        click.echo(f"{one.events} events, head {one.head}, of {names.get(chain, 'the installation')}")
    for chain, found in signed.items():
        count = f"signatures that hold: {found.signatures}, time stamps of them: {found.stamps}"
        click.echo(f"{count}, up to event {found.last_number}, of {names[chain]}")
    if deeds:
        click.echo(f"signatures by passkeys that hold: {deeds}")
    if frozen:
        say("1 frozen set is as it was closed" if frozen == 1 else f"{frozen} frozen sets are as they were closed")


def list_audit(installation: Installation, campaign_id: int | None, last: int) -> None:
    """Say the latest events, a line for each: number, time in London, campaign, what was done by whom."""
    with installation.database.reading() as session:
        for told in latest_events(session, last, campaign_id):
            at = f"{told.at.astimezone(LONDON):%d %b %Y %H:%M}"
            click.echo(f"{told.id}\t{at}\t{told.campaign_id or ''}\t{told.sentence}")


COMMANDS = {
    "init": init,
    "audit verify": verify_audit,
    "audit list": list_audit,
}
