"""Commands about tellings in doubt: whose message went to a place that is no longer theirs, and what a person found."""

from notifier.campaigns.calendar import london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json, tell
from notifier.contacts import NhsNumber
from notifier.delivery import doubtful_tellings
from notifier.delivery.doubtful_tellings import DoubtfulTelling
from notifier.messages.addressee import long_date
from web.labels import label_of as in_words


def place_doubts_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """Say each message that may have told somebody else, and why; its patient is told anew, or a person confirms it."""
    now = installation.clock()
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        found = doubtful_tellings.doubtful_tellings(session, practice_id, campaign_id, now)
    if as_json:
        say_json({"doubts": [_plain(one) for one in found]})
        return
    for one in found:
        day = long_date(london_date(one.went_at))
        who = f"{one.full_name}, {NhsNumber(one.nhs_number).spaced}"
        tell(f"{one.reference}: {who}: the {one.noun} of {day}: {in_words(one.doubt)}")
    if found:
        say("who has it all the same is confirmed by `notifier told confirm REFERENCE`; the others are told anew")
    else:
        say("no message went to a place that is in doubt")


def confirm_telling_command(installation: Installation, reference: str, note: str, email: str) -> None:
    """Write down that a message reached its patient although its place is in doubt."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        found = doubtful_tellings.confirm_telling(session, reference, staff, note, now)
    say(f"confirmed: the {found.noun} {found.reference} reached {found.full_name}, and counts")
    say_differences(installation, now, found.patient_id)


def _plain(one: DoubtfulTelling) -> dict[str, str]:
    return {
        "reference": one.reference,
        "nhs_number": one.nhs_number,
        "channel": one.channel.value,
        "went_at": one.went_at.isoformat(),
        "doubt": one.doubt.value,
    }


COMMANDS = {"told doubts": place_doubts_command, "told confirm": confirm_telling_command}
