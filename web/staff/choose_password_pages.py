"""The page behind a link that a manager handed over: choosing a password, once."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import account_links
from web.context import AppContext
from web.staff.account_pages import MISTYPED
from web.staff.sign_in_pages import SignInPages
from web.templating import sentence


class ChoosePasswordPages:
    """Open to whoever has the link. To open it changes nothing: mail scanners do."""

    def __init__(self, context: AppContext, sign_in: SignInPages) -> None:
        self._context = context
        self._sign_in = sign_in

    def show(self, secret: str) -> ResponseReturnValue:
        """The form, or why the link cannot be used."""
        return self._page(secret, {})

    def set_chosen(self, secret: str) -> ResponseReturnValue:
        """Take the password, and go on as after typing it: whoever has just chosen it need not type it again."""
        password = request.form.get("new_password", "")
        if password != request.form.get("again", ""):
            return self._page(secret, {"again": MISTYPED})
        try:
            with self._context.database.writing() as rows:
                account = account_links.use_link(rows, secret, password, self._context.clock())
        except ValueRefused as refusal:
            return self._page(secret, {"new_password": sentence(refusal)})
        except (NotAllowed, NotFound):
            return self._page(secret, {})
        return self._sign_in.go_on(account)

    def _page(self, secret: str, faults: dict[str, str]) -> ResponseReturnValue:
        try:
            with self._context.database.reading() as rows:
                link = account_links.open_link(rows, secret, self._context.clock())
        except NotFound:
            return render_template("staff/choose_password.html", link=None, why="There is no such link."), 404
        except NotAllowed as refusal:
            return render_template("staff/choose_password.html", link=None, why=f"{sentence(refusal)}."), 410
        page = render_template("staff/choose_password.html", link=link, secret=secret, faults=faults)
        return page, 400 if faults else 200
