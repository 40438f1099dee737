"""Commands about replies in doubt: `reply reviews` lists what a person must settle, `reply settle` settles one."""

import click

from notifier.campaigns.calendar import LONDON, london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.messages.addressee import long_date
from notifier.outcomes import search
from notifier.outcomes.search import ReviewView
from notifier.replies import reviews, settling
from notifier.vocabulary import Choice
from web.labels import label_of as in_words

_NOT_THEIRS = "not-theirs"


def reviews_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """List the replies of which a person has to find out what the patient wants; the patient is held until then."""
    now = installation.clock()
    settling.settle_waiting(installation.database, installation.keys, now)
    with installation.database.reading() as session:
        found = search.review_views(session, installation.practice_id(session), campaign_id, now)
    if as_json:
        say_json({"reviews": [_as_json(one) for one in found]})
        return
    for one in found:
        patient, reply = one.patient, one.reply
        who = f"{patient.full_name}, born {long_date(patient.date_of_birth)}, {patient.nhs_number_spaced}"
        came_on = long_date(london_date(reply.received_at))
        came = f"{in_words(reply.choice)}, by {in_words(reply.source).lower()}, {came_on}"
        click.echo(f"{one.id}\t{who}\t{came}\t{in_words(one.doubt)}")
    say(f"{len(found)} to settle: `notifier reply settle` when you have found out")


def settle_review_command(
    installation: Installation, campaign_id: int, review_id: int, choice: str, note: str, email: str
) -> None:
    """Write down what a person found out that the patient wants, or that the reply was not theirs at all."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        found = search.review_view(session, staff.practice_id, campaign_id, review_id, now)
        concluded = None if choice == _NOT_THEIRS else Choice(choice)
        reviews.close_review(session, review_id, staff, concluded, note, now)
    settling.settle_waiting(installation.database, installation.keys, now)
    said = "the reply is not theirs" if concluded is None else in_words(concluded)
    say(f"settled for {found.patient.full_name}, {found.patient.nhs_number_spaced}: {said}")
    say_differences(installation, now, found.patient.patient_id)


def _as_json(one: ReviewView) -> dict[str, object]:
    return {
        "review": one.id,
        "doubt": one.doubt.value,
        "opened_at": one.opened_at.astimezone(LONDON),
        "nhs_number": one.patient.nhs_number_spaced.replace(" ", ""),
        "name": one.patient.full_name,
        "reference": one.reply.reference,
        "choice": one.reply.choice.value,
        "source": one.reply.source.value,
        "received_at": one.reply.received_at,
        "note": one.reply.note,
    }


COMMANDS = {"reply reviews": reviews_command, "reply settle": settle_review_command}
