"""Signing in, and proving again who one is, by the practice's own identity provider such as NHSmail's."""

import logging
from dataclasses import asdict
from datetime import timedelta
from hmac import compare_digest

from flask import Response, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from notifier.practice import identities, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.sign_ins import SignInLimits
from notifier.vocabulary import IdentityRefusal, ProofKind
from web.context import AppContext
from web.guards import LEADS_AWAY
from web.labels import label_of
from web.next_page import safe_next
from web.staff.identity_provider import AskedSignIn, IdentityProvider, NotVouchedFor, ProviderSilent, SaidOfPerson
from web.staff.sign_in_pages import SignInPages

_ASKED = "asked-of-provider"  # in the session
_ANSWERED_WITHIN = timedelta(minutes=10)
_LEEWAY = 60.0  # seconds by which the provider's clock and ours may differ
_LONGEST = 4096  # characters of a code that is taken on; RFC 6749 has no limit, theirs have some hundred
_LOG = logging.getLogger(__name__)
_OTHERWISE = "You can sign in with your password, if you have one here, or ask a manager at your practice."


class ProviderPages:
    """The way to the identity provider, and the way back."""

    def __init__(self, context: AppContext, sign_in: SignInPages) -> None:
        settings = context.settings
        self._context = context
        self._sign_in = sign_in
        self._wants_factor = bool(settings.oidc_factor)
        self._limits = SignInLimits.of(settings)
        self._name = settings.oidc_name if settings.oidc_issuer else ""  # as it stands on the button; empty for none
        self._provider = IdentityProvider(settings, f"{settings.public_url}/staff/sign-in/provider/back", context.clock)

    def shown(self) -> dict[str, object]:
        """What the pages need to know of the provider."""
        return {"provider_name": self._name, "provider_has_factor": self._wants_factor}

    def ask(self) -> ResponseReturnValue:
        """Send somebody to the provider: to sign in, or, who is signed in, to prove again who they are."""
        if not self._name:
            abort(404)
        proves = g.sign_in.id if g.staff is not None else 0
        asked = AskedSignIn.new(self._context.clock(), proves, safe_next(request.args.get("next", "")))
        try:
            address = self._provider.address_for(asked)
        except ProviderSilent as silence:
            return self._silent(silence)
        session[_ASKED] = asdict(asked)
        response: Response = redirect(address, 303)  # type: ignore[assignment]  # Flask's own
        response.headers[LEADS_AWAY] = "1"
        return response

    def back(self) -> ResponseReturnValue:
        """Take up what the provider says of whoever comes back, once for each time they were sent there."""
        if not self._name:
            abort(404)
        remembered, now = session.pop(_ASKED, None), self._context.clock()
        state, code = request.args.get("state", ""), request.args.get("code", "")
        asked = AskedSignIn(**remembered) if remembered else None
        if asked is None or not compare_digest(state.encode(), asked.state.encode()):
            return self._failed("That page was used already, or belongs to another sign-in.")
        if now.timestamp() > asked.asked_at + _ANSWERED_WITHIN.total_seconds():
            return self._failed("It took longer than 10 minutes to sign in there.")
        if not code or len(code) > _LONGEST:
            return self._failed(f"{self._name} did not sign you in.")
        try:
            said = self._provider.read_answer(code, asked)
        except ProviderSilent as silence:
            return self._silent(silence)
        except NotVouchedFor as refusal:
            _LOG.warning("the identity provider's answer was not taken: %s", refusal)
            return self._failed(f"What {self._name} answered could not be taken.")
        return self._let_in(said, asked)

    def _let_in(self, said: SaidOfPerson, asked: AskedSignIn) -> ResponseReturnValue:
        if self._wants_factor and not said.has_factor:
            return self._failed(f"{self._name} did not ask you for a second factor. Sign in there with one.")
        person = identities.recognise(self._context.database, said.person, self._context.clock())
        if isinstance(person, IdentityRefusal):
            return self._failed(f"{self._name} signed you in, but {label_of(person)}.", 403)
        if asked.proves:
            return self._prove(person, said, asked)
        if self._wants_factor:
            return self._sign_in.admit(person, ProofKind.PROVIDER)
        return self._sign_in.go_on(person, ProofKind.PROVIDER)

    def _prove(self, person: StaffAccount, said: SaidOfPerson, asked: AskedSignIn) -> ResponseReturnValue:
        if g.staff is None or g.sign_in.id != asked.proves or person.id != g.staff.id:
            return self._failed("Somebody else is signed in here.", 403)
        if not self._stands_for_all_of(person):
            return self._failed("You have a second factor here: prove it with that.", 403)
        if said.signed_in_at is None or said.signed_in_at < asked.asked_at - _LEEWAY:
            return self._failed(f"{self._name} did not ask you again who you are.", 403)
        with self._context.database.writing() as rows:
            sign_ins.prove_sign_in(rows, asked.proves, ProofKind.PROVIDER, self._context.clock(), self._limits)
        return redirect(safe_next(asked.leads_to), 303)

    def _stands_for_all_of(self, person: StaffAccount) -> bool:
        """Whether the provider's word is all that a person needs: it has seen a factor, or they have none here."""
        with self._context.database.reading() as rows:
            return self._wants_factor or not second_factors.has_factor(rows, person.id)

    def _silent(self, silence: ProviderSilent) -> ResponseReturnValue:
        _LOG.warning("the identity provider %s: %s", self._context.settings.oidc_issuer, silence)
        return self._failed(f"{self._name} does not answer. Try again in a minute.", 503)

    def _failed(self, why: str, status: int = 400) -> ResponseReturnValue:
        is_in = g.staff is not None
        heading = "That did not prove who you are" if is_in else "You are not signed in"
        again = url_for("staff.prove" if is_in else "staff.sign_in")
        shown = {"heading": heading, "why": why, "remedy": _OTHERWISE, "again": again}
        return render_template("staff/provider_failed.html", **shown), status
