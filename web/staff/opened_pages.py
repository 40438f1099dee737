"""Which pages a member of staff may open, so that no page leads anybody where they are turned away."""

from flask import current_app, url_for

from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role


def may_open(staff: StaffAccount, endpoint: str) -> bool:
    """Whether one of the person's roles opens the page of an endpoint such as `staff.list`."""
    roles: frozenset[Role] = getattr(current_app.view_functions[endpoint], "required_roles", frozenset())
    return bool(staff.roles & roles)


def page_address(endpoint: str, campaign_id: int, anchor: str = "") -> str:
    """The address of a page, of the campaign where the page is about one, and of a place on it."""
    if current_app.url_map.is_endpoint_expecting(endpoint, "campaign_id"):
        return url_for(endpoint, campaign_id=campaign_id, _anchor=anchor or None)
    return url_for(endpoint, _anchor=anchor or None)
