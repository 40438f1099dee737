"""Signing in and out, by email address and password."""

from dataclasses import dataclass

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user as present
from flask_login import login_user, logout_user

from notifier.practice import accounts
from notifier.practice.accounts import StaffAccount
from web.context import AppContext


@dataclass(frozen=True)
class _SignedIn:
    """What Flask-Login keeps of a person: it asks for these names."""

    account: StaffAccount
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.account.id)


class SignInPages:
    """The sign-in page, and who is signed in."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def load(self, staff_id: str) -> _SignedIn | None:
        """The person whose id is in the session, looked up for every request: a closed account is out at once."""
        with self._context.database.reading() as rows:
            account = accounts.account_by_id(rows, int(staff_id))
        return _SignedIn(account) if account else None

    def person(self) -> StaffAccount | None:
        """Who is signed in."""
        return present.account if present.is_authenticated else None

    def sign_in(self) -> ResponseReturnValue:
        """Show the form, or check it. A wrong address and a wrong password get one answer."""
        if self.person() is not None:
            return redirect(url_for("staff.campaigns"), 303)
        if request.method == "GET":
            return render_template("staff/sign_in.html", email="", failed=False)
        email = request.form.get("email", "")[:320]
        with self._context.database.reading() as rows:
            account = accounts.authenticate(rows, email, request.form.get("password", ""))
        if account is None:
            return render_template("staff/sign_in.html", email=email, failed=True), 400
        session.clear()  # nothing of whoever used this browser before stays in the session
        login_user(_SignedIn(account))
        return redirect(url_for("staff.campaigns"), 303)

    def sign_out(self) -> ResponseReturnValue:
        """End the session, with all that it remembered."""
        logout_user()
        session.clear()
        return redirect(url_for("staff.sign_in"), 303)
