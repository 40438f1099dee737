"""Signing in and out, by email address and password.

A sign-in has steps: the password, which `SignInPages.go_on` follows, and for who has a second factor, that (see
`proof_pages`). `SignInPages.admit` is for who gave all at once.
"""

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user as present
from flask_login import login_user, logout_user

from notifier.errors import NotAllowed
from notifier.practice import accounts, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.guesses import GuessedTooSoon
from notifier.practice.password_check import check_password
from notifier.practice.sign_ins import SEEN_EVERY, SignInLimits, StandingSignIn
from notifier.vocabulary import ProofKind, SignInEnd
from web.context import AppContext
from web.guards import Presence
from web.labels import label_of
from web.staff.kept_form_pages import KeptForms, note_over
from web.staff.visits import fresh_browser, remember_browser, visit_of
from web.templating import NOT_DONE, clock_time

_WRONG = "The email address or the password is not right"


@dataclass(frozen=True)
class _SignedIn:
    """What Flask-Login keeps of a person: it asks for these names."""

    account: StaffAccount
    sign_in: StandingSignIn
    secret: str
    lacks_factor: bool = False  # has to set one up before anything else
    is_active: bool = True
    is_authenticated: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.secret


class SignInPages:
    """The sign-in page, the page that asks again, and who is signed in."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._limits = SignInLimits.of(context.settings)
        self._kept = KeptForms(context)

    def load(self, secret: str) -> _SignedIn | None:
        """Whose token is in the session, looked up for every request: what is over in the tables is out at once."""
        with self._context.database.reading() as rows:
            found = sign_ins.find_sign_in(rows, secret, self._context.clock(), self._limits)
            account = accounts.account_by_id(rows, found.staff_id) if isinstance(found, StandingSignIn) else None
            lacks_factor = account is not None and second_factors.is_missing(rows, account)
            if isinstance(found, StandingSignIn) and found.proven_by is ProofKind.PROVIDER:
                # Where that is set, nobody is let in by the provider without a second factor that was given there.
                lacks_factor = lacks_factor and not self._context.settings.oidc_factor
        if isinstance(found, StandingSignIn) and account is not None:
            return _SignedIn(account, found, secret, lacks_factor)
        note_over(secret)
        if isinstance(found, SignInEnd) and found is not SignInEnd.SIGNED_OUT:
            flash(f"You have to sign in again: {label_of(found)}.", NOT_DONE)
        return None

    def presence(self, is_person: bool) -> Presence:
        """Who asks; what a script asks for by itself is not written down as a sign of life."""
        if not present.is_authenticated:
            return Presence()
        sign_in: StandingSignIn = present.sign_in
        if not sign_in.is_complete:
            return Presence(None, sign_in)
        now = self._context.clock()
        if is_person and now - sign_in.last_seen_at >= SEEN_EVERY:
            with self._context.database.writing() as rows:
                sign_ins.note_seen(rows, sign_in.id, now)
        return Presence(present.account, sign_in, sign_in.is_fresh(now), present.lacks_factor)

    def sign_in(self) -> ResponseReturnValue:
        """Show the form, or check it. A wrong address and a wrong password get one answer."""
        if present.is_authenticated and present.sign_in.is_complete:
            return redirect(url_for("staff.campaigns"), 303)
        if request.method == "GET":
            return render_template("staff/sign_in.html", email="", fault="")
        email, password = request.form.get("email", "")[:320], request.form.get("password", "")
        try:
            account = check_password(self._context.database, email, password, self._context.clock(), visit_of(request))
        except GuessedTooSoon as too_soon:
            slowed = {"fault": too_many(too_soon), "is_slowed": True}
            return render_template("staff/sign_in.html", email=email, **slowed), 429
        except NotAllowed:
            return render_template("staff/sign_in.html", email=email, fault=_WRONG), 400
        return self.go_on(account)

    def is_known_browser(self) -> bool:
        """Whether somebody signed in with this browser before."""
        browser = visit_of(request).browser
        if not browser:
            return False
        with self._context.database.reading() as rows:
            return sign_ins.is_known_browser(rows, browser)

    def go_on(self, account: StaffAccount, proof: ProofKind = ProofKind.PASSWORD) -> ResponseReturnValue:
        """The step after a right password, of somebody who typed it or just chose it, or what stands for one."""
        with self._context.database.reading() as rows:
            has_factor = second_factors.has_factor(rows, account.id)
        if has_factor:
            return self._begin(account, proof, "staff.factor", is_complete=False)
        return self.admit(account, proof)

    def admit(self, account: StaffAccount, proof: ProofKind, leads_to: str = "staff.campaigns") -> ResponseReturnValue:
        """Sign in somebody who gave all that they have to give, with a token that was in no cookie before."""
        return self._begin(account, proof, leads_to, is_complete=True)

    def _begin(
        self, account: StaffAccount, proof: ProofKind, leads_to: str, *, is_complete: bool
    ) -> ResponseReturnValue:
        visit, now = visit_of(request), self._context.clock()
        with self._context.database.writing() as rows:
            if not sign_ins.is_known_browser(rows, visit.browser):
                visit = sign_ins.Visit(visit.device, visit.address, fresh_browser())
            secret = sign_ins.begin_sign_in(rows, account, visit, proof, now, self._limits, is_complete=is_complete)
            sign_in = sign_ins.find_sign_in(rows, secret, now, self._limits)
        assert isinstance(sign_in, StandingSignIn)
        self._kept.clear_session(account)
        login_user(_SignedIn(account, sign_in, secret))
        half_filled = self._kept.page_of(account) if is_complete else None
        response: Response = redirect(half_filled or url_for(leads_to), 303)  # type: ignore[assignment]  # Flask's own
        remember_browser(response, visit.browser, https=self._context.https)
        return response

    def sign_out(self) -> ResponseReturnValue:
        """End the sign-in, wherever its cookie is, and all that the session remembered."""
        if present.is_authenticated:
            with self._context.database.writing() as rows:
                sign_ins.end_sign_in(rows, present.sign_in.id, self._context.clock())
        self._kept.forget()
        logout_user()
        session.clear()
        return redirect(url_for("staff.sign_in"), 303)


def too_many(too_soon: GuessedTooSoon) -> str:
    """Why a password or code was not looked at, and when one is."""
    at = clock_time(too_soon.free_at)
    return f"Too many wrong {too_soon.guessed}s were given, so this one was not looked at. Try again at {at}"
