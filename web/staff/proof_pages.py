"""Giving a second factor: as the step after the password, and to prove again who one is."""

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user as present

from notifier.errors import NotAllowed
from notifier.practice import passkeys, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.factor_check import check_code
from notifier.practice.guesses import GuessedTooSoon
from notifier.practice.passkeys import PasskeyPlace
from notifier.practice.password_check import check_password
from notifier.practice.second_factors import HeldFactors
from notifier.practice.sign_ins import SignInLimits
from notifier.providers.plugin import is_loopback
from notifier.vocabulary import ProofKind, Role
from web.context import AppContext
from web.guards import needs
from web.next_page import safe_next
from web.staff.kept_form_pages import KeptForms
from web.staff.sign_in_pages import too_many
from web.staff.visits import visit_of
from web.templating import sentence

_AS_JSON = "application/json"


class ProofPages:
    """The step that asks for a second factor, and the page that asks again who one is.

    Whoever has a second factor proves with it, whoever has none with the password.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._limits = SignInLimits.of(context.settings)
        self._kept = KeptForms(context)

    def factor(self) -> ResponseReturnValue:
        """Ask for the second factor of whoever just gave their password."""
        if not _is_halfway():
            return redirect(url_for("staff.sign_in"), 303)
        return self._factor_page("")

    def give_factor(self) -> ResponseReturnValue:
        """Check it, and sign them in."""
        if not _is_halfway():
            return redirect(url_for("staff.sign_in"), 303)
        try:
            proof = self._given(present.account)
        except GuessedTooSoon as too_soon:
            return self._factor_page(too_many(too_soon)), 429
        except NotAllowed as refusal:
            return self._factor_page(sentence(refusal)), 400
        self._note(proof)
        return redirect(self._kept.page_of(present.account) or url_for("staff.campaigns"), 303)

    def challenge(self) -> ResponseReturnValue:
        """What the script hands the browser for a passkey: of whoever is signed in, or gave their password."""
        if not present.is_authenticated:
            return redirect(url_for("staff.sign_in"), 303)
        with self._context.database.writing() as rows:
            options = passkeys.ask_for_held(rows, present.account.id, place_of(self._context))
        return Response(options, mimetype=_AS_JSON)

    @needs(*Role, before_factor=True)
    def prove(self, staff: StaffAccount) -> ResponseReturnValue:
        """Ask again who somebody is, before a page that a passer-by must not open."""
        return self._prove_page(staff, request.args.get("next", ""))

    @needs(*Role, before_factor=True)
    def confirm_proof(self, staff: StaffAccount) -> ResponseReturnValue:
        """Check what was given, and go on to the page that was asked for."""
        wanted = request.form.get("next", "")
        try:
            proof = self._given(staff)
        except GuessedTooSoon as too_soon:
            return self._prove_page(staff, wanted, too_many(too_soon)), 429
        except NotAllowed as refusal:
            return self._prove_page(staff, wanted, sentence(refusal)), 400
        self._note(proof)
        return redirect(safe_next(wanted), 303)

    def _given(self, account: StaffAccount) -> ProofKind:
        """What was given: a passkey's answer or a code of who has a second factor, else the password."""
        database, now = self._context.database, self._context.clock()
        if not self._held(account).factors:
            try:
                check_password(database, account.email, request.form.get("password", ""), now, visit_of(request))
            except GuessedTooSoon:
                raise
            except NotAllowed:
                raise NotAllowed("the password is not right") from None
            return ProofKind.PASSWORD
        if answer := request.form.get("credential", ""):
            passkeys.use_passkey(database, account.id, place_of(self._context), answer, now)
            return ProofKind.PASSKEY
        typed, key = request.form.get("code", ""), self._context.keys.factor
        return check_code(database, key, account, typed, now, visit_of(request))

    def _note(self, proof: ProofKind) -> None:
        with self._context.database.writing() as rows:
            sign_ins.prove_sign_in(rows, present.sign_in.id, proof, self._context.clock(), self._limits)

    def _held(self, account: StaffAccount) -> HeldFactors:
        with self._context.database.reading() as rows:
            return second_factors.held_factors(rows, account.id)

    def _factor_page(self, fault: str) -> str:
        return self._page("staff/factor.html", present.account, fault)

    def _prove_page(self, staff: StaffAccount, wanted: str, fault: str = "") -> str:
        return self._page("staff/prove.html", staff, fault, next=safe_next(wanted))

    def _page(self, template: str, person: StaffAccount, fault: str, **shown: str) -> str:
        held = self._held(person)
        has_passkey = bool(held.passkeys_at(site_of_request()))
        return render_template(template, person=person, held=held, has_passkey=has_passkey, fault=fault, **shown)


def site_of_request() -> str:
    """The host as the browser has it, without a port: what its passkeys work at."""
    return request.host.rpartition(":")[0] if ":" in request.host else request.host


def origin_of_request(context: AppContext) -> str:
    """Where this browser has the staff pages, without a slash at the end.

    Whoever sits at this very computer comes by no server in front, and so without HTTPS where others have it.
    """
    is_here = is_loopback(site_of_request())
    scheme = "https" if context.https and not is_here else request.scheme
    return f"{scheme}://{request.host}"


def place_of(context: AppContext) -> PasskeyPlace:
    """Where the browser is that asks, and for which sign-in."""
    return PasskeyPlace(site_of_request(), origin_of_request(context), present.sign_in.id)


def _is_halfway() -> bool:
    return g.sign_in is not None and g.staff is None
