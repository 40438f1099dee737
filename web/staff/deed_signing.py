"""Signing what one approves or closes with one's own passkey, where one has one that works here."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from notifier.campaigns import lifecycle
from notifier.practice import deed_signatures, second_factors
from notifier.practice.accounts import StaffAccount
from notifier.practice.passkeys import PasskeyAnswer
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.proof_pages import place_of, site_of_request


class DeedSigning:
    """What the script of a page with such a button asks for."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, Role.APPROVER, proven=True)
    def challenge(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the script hands the browser: the sum of what is on the page, as a challenge."""
        with self._context.database.writing() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            asked = request.args.get("sha256", "")
            options = deed_signatures.ask_to_sign(session, staff, place_of(self._context), asked)
        return Response(options, mimetype="application/json")


def has_passkey_here(context: AppContext, staff: StaffAccount) -> bool:
    """Whether this person has a passkey that works at the address they came to."""
    with context.database.reading() as session:
        return bool(second_factors.held_factors(session, staff.id).passkeys_at(site_of_request()))


def signed_deed(context: AppContext, staff: StaffAccount, sha256: str) -> PasskeyAnswer | None:
    """What the form brought that was signed with a passkey, checked; None where it was sent without.

    Raises NotAllowed where it does not hold, or is of something else than what was on the page.
    """
    answer = request.form.get("credential", "")
    if not answer:
        return None
    place, now = place_of(context), context.clock()
    return deed_signatures.read_deed_answer(context.database, staff, place, answer, sha256, now)
