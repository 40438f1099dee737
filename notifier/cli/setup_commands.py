"""Commands that set an installation up and look after it: init, audit."""

from contextlib import closing

import click

from notifier.campaigns import published_pages
from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.evidence.audit_sentences import latest_events
from notifier.outcomes import freezing
from notifier.practice import practice_details, practices
from notifier.practice.practices import Reach
from notifier.store import audit, instance_keys
from notifier.store.database import Database
from notifier.store.migrating import migrate
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
    now = chosen.clock()()
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
        say(f"{practice.name} ({practice.ods_code}) is set up in {chosen.instance}")
        if practice.phone == practices.SAMPLE_PHONE:
            say("its phone number is an invented one: set the real one with --phone before telling anybody")


def verify_audit(installation: Installation) -> None:
    """Check that no event was changed, removed or inserted, and no frozen set either."""
    with installation.database.reading() as session:
        verified = audit.verify_chains(session)
        frozen = freezing.verify_frozen_sets(session)
        names = practices.names_by_id(session)
    for chain, one in verified.chains.items():
        click.echo(f"{one.events} events, head {one.head}, of {names.get(chain, 'the installation')}")
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
