"""One's own account: where one is signed in, and what to do when that is somewhere else."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.practice import sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.sign_ins import SignInLimits
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs


class AccountPages:
    """The page of one's own account."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*Role)
    def show(self, staff: StaffAccount) -> ResponseReturnValue:
        """The account, and where it is signed in now."""
        limits = SignInLimits.of(self._context.settings)
        with self._context.database.reading() as rows:
            found = sign_ins.standing_sign_ins(rows, staff.id, self._context.clock(), limits)
        return render_template("staff/account.html", staff=staff, sign_ins=found, here=g.sign_in.id)

    @needs(*Role)
    def end_others(self, staff: StaffAccount) -> ResponseReturnValue:
        """End every sign-in but this one: of a computer that was left, or that somebody else has."""
        with self._context.database.writing() as rows:
            ended = sign_ins.end_others(rows, g.sign_in, self._context.clock())
        flash("You were signed in nowhere else." if not ended else "You are signed in nowhere else any more.")
        return redirect(url_for("staff.account"), 303)
