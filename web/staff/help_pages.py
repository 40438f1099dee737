"""A sheet of help for each role: one side of A4 when it is printed, from `templates/help`, which the docs show too."""

from collections.abc import Mapping
from functools import cache

from flask import render_template
from flask.typing import ResponseReturnValue
from markdown_it import MarkdownIt
from markupsafe import Markup

from notifier.campaigns.presets import template_root
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs

# By the role, in the order in which a person with several sees them, the sheet's file.
SHEETS: Mapping[Role, str] = {
    Role.MANAGER: "manager",
    Role.RECEPTION: "receptionist",
    Role.APPROVER: "approver",
    Role.AUDITOR: "auditor",
}
_HEADINGS = {"h1": "nhsuk-heading-l", "h2": "nhsuk-heading-s"}


class HelpPages:
    """Everybody may read every sheet; the first that somebody sees is that of their own role."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*Role)
    def own(self, staff: StaffAccount) -> ResponseReturnValue:
        """The sheet of the person's role."""
        return _page(staff, next(role for role in SHEETS if role in staff.roles))

    @needs(*Role)
    def show(self, staff: StaffAccount, sheet: str) -> ResponseReturnValue:
        """The sheet of any role."""
        return _page(staff, next(role for role, name in SHEETS.items() if name == sheet))


@cache
def sheet_of(role: Role) -> Markup:
    """The sheet of a role as HTML: our own words, with the headings of the other pages."""
    source = (template_root() / "help" / f"{SHEETS[role]}.md").read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = parser.parse(source)
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("class", _HEADINGS[token.tag])
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - from a file of ours


def _page(staff: StaffAccount, role: Role) -> str:
    others = {one: name for one, name in SHEETS.items() if one is not role}
    return render_template("staff/help.html", staff=staff, sheet=sheet_of(role), others=others)
