"""One's own tokens for the API: which there are, a new one, and ending one that is not needed or was lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, ValueRefused
from notifier.practice import personal_tokens
from notifier.practice.accounts import StaffAccount
from notifier.practice.personal_tokens import LONGEST_DAYS, MOST_TOKENS, PROOF_HOURS, NewApiToken
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.people_pages import ROLE_HINTS
from web.templating import sentence

_USUAL_DAYS = "30"
_PROOF = "proof"  # what the form calls a token that stands for a fresh proof as well


class ApiTokenPages:
    """A token is shown on the page that answers to making it, and nowhere else."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*Role)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """The tokens that are not over, and the form for another."""
        return self._page(staff, {})

    @needs(*Role, proven=True)
    def make(self, staff: StaffAccount) -> ResponseReturnValue:
        """Make one, and show it this once."""
        form, roles = request.form, _roles_typed()
        days, is_proof = form.get("days", "").strip(), form.get("acts") == _PROOF
        name = form.get("name", "").strip()
        faults = {} if name else {"name": "Give the token a name that says where it is used"}
        if not roles:
            faults["roles"] = "Select at least one role"
        if not is_proof and not (days.isascii() and days.isdecimal() and 1 <= int(days[:4]) <= LONGEST_DAYS):
            faults["days"] = f"Enter for how many days, from 1 to {LONGEST_DAYS}"
        if faults:
            return self._page(staff, faults), 400
        asked = NewApiToken(name, roles, 1 if is_proof else int(days), is_proof)
        try:
            with self._context.database.writing() as rows:
                made = personal_tokens.make_api_token(rows, staff, asked, self._context.clock())
        except (NotAllowed, ValueRefused) as refusal:
            return self._page(staff, {"name": sentence(refusal)}), 409
        return render_template("staff/made_token.html", staff=staff, name=name, made=made)

    @needs(*Role)
    def withdraw(self, staff: StaffAccount, token_id: int) -> ResponseReturnValue:
        """End one at once. It asks for no proof: whoever lost a token has to end it."""
        with self._context.database.writing() as rows:
            name = personal_tokens.withdraw_token(rows, staff, token_id, self._context.clock())
        flash(f"The token {name} is withdrawn: whatever used it is refused from now on.")
        return redirect(url_for("staff.api_tokens"), 303)

    def _page(self, staff: StaffAccount, faults: dict[str, str]) -> str:
        with self._context.database.reading() as rows:
            found = personal_tokens.api_tokens(rows, staff.id, self._context.clock())
        return render_template(
            "staff/api_tokens.html",
            staff=staff,
            tokens=found,
            faults=faults,
            typed=request.form if request.method == "POST" else {"days": _USUAL_DAYS},
            ticked=_roles_typed(),
            hints={role: hint for role, hint in ROLE_HINTS.items() if role in staff.roles},
            proof=_PROOF,
            proof_hours=PROOF_HOURS,
            longest=LONGEST_DAYS,
            most=MOST_TOKENS,
        )


def _roles_typed() -> set[Role]:
    return {role for role in Role if role in request.form.getlist("roles")}
