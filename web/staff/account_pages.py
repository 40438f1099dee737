"""One's own account: a new password, where one is signed in, and what to do when that is somewhere else."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, ValueRefused
from notifier.practice import accounts, personal_tokens, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.guesses import GuessedTooSoon
from notifier.practice.password_check import check_password
from notifier.practice.sign_ins import SignInLimits
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.sign_in_pages import SignInPages, too_many
from web.staff.visits import visit_of
from web.templating import sentence

MISTYPED = "The two are not the same: type the new password again"


class AccountPages:
    """The page of one's own account."""

    def __init__(self, context: AppContext, sign_in: SignInPages) -> None:
        self._context = context
        self._sign_in = sign_in

    @needs(*Role)
    def show(self, staff: StaffAccount) -> ResponseReturnValue:
        """The account, and where it is signed in now."""
        return self._page(staff, {})

    @needs(*Role)
    def end_others(self, staff: StaffAccount) -> ResponseReturnValue:
        """End every sign-in but this one: of a computer that was left, or that somebody else has."""
        with self._context.database.writing() as rows:
            ended = sign_ins.end_others(rows, g.sign_in, self._context.clock())
        flash("You were signed in nowhere else." if not ended else "You are signed in nowhere else any more.")
        return redirect(url_for("staff.account"), 303)

    @needs(*Role)
    def change_password(self, staff: StaffAccount) -> ResponseReturnValue:
        """Take a new password from whoever knows the old one; what was signed in with that ends, but for here."""
        now, new = self._context.clock(), request.form.get("new_password", "")
        if new != request.form.get("again", ""):
            return self._page(staff, {"again": MISTYPED}), 400
        try:
            database, old = self._context.database, request.form.get("old_password", "")
            check_password(database, staff.email, old, now, visit_of(request))
            with database.writing() as rows:
                account = accounts.set_password(rows, staff.id, new, now)
        except GuessedTooSoon as too_soon:
            return self._page(staff, {"old_password": too_many(too_soon)}), 429
        except NotAllowed:
            return self._page(staff, {"old_password": "This is not the password that you have now"}), 400
        except ValueRefused as refusal:
            return self._page(staff, {"new_password": sentence(refusal)}), 400
        answer = self._sign_in.admit(account, g.sign_in.proven_by, "staff.account")
        flash("You have a new password. Wherever else you were signed in, you are not any more.")
        return answer

    def _page(self, staff: StaffAccount, faults: dict[str, str]) -> str:
        limits = SignInLimits.of(self._context.settings)
        with self._context.database.reading() as rows:
            found = sign_ins.standing_sign_ins(rows, staff.id, self._context.clock(), limits)
            held, is_needed = second_factors.held_factors(rows, staff.id), second_factors.is_needed(rows, staff)
            tokens = personal_tokens.api_tokens(rows, staff.id, self._context.clock())
            has_password = accounts.known_person(rows, staff.practice_id, staff.id).has_password
        return render_template(
            "staff/account.html",
            staff=staff,
            sign_ins=found,
            here=g.sign_in.id,
            has_password=has_password,
            held=held,
            tokens=tokens,
            may_go_without=bool(staff.roles & second_factors.NEEDING) and not is_needed,
            faults=faults,
        )
