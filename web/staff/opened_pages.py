"""Which pages a member of staff may open, so that no page leads anybody where they are turned away."""

from flask import current_app

from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role


def may_open(staff: StaffAccount, endpoint: str) -> bool:
    """Whether one of the person's roles opens the page of an endpoint such as `staff.list`."""
    roles: frozenset[Role] = getattr(current_app.view_functions[endpoint], "required_roles", frozenset())
    return bool(staff.roles & roles)
