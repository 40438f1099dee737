"""What stands between a request and a view: response headers, default deny, and roles that inject the staff account."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role

P = ParamSpec("P")
Door = TypeVar("Door")

# Nothing runs, nothing is loaded from elsewhere, and no page can be framed or re-targeted.
_STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# The staff's pages have one script of ours, which fetches counts from us.
_WITH_OUR_SCRIPT = _STRICT + "; script-src 'self'; connect-src 'self'"
_YEAR = 365 * 24 * 60 * 60
_HEADERS = {
    "Content-Security-Policy": _STRICT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # the link in a patient's address bar is a secret
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def guard_responses(app: Flask, *, https: bool) -> None:
    """Set the security headers on every response; a door that needs another value sets it first."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        # Not by `setdefault`, which raises and catches an error for each name that is not there.
        there = {name for name, _ in response.headers}
        for name, value in _HEADERS.items():
            if name not in there:
                response.headers.add(name, value)
        if not (request.endpoint or "").endswith("static"):
            response.headers["Cache-Control"] = "no-store"
        if response.location:
            response.location = _within_the_site(response.location)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return response


def _within_the_site(address: str) -> str:
    """The address without its host: the routing's own redirects name the one that the visitor says we are."""
    split = urlsplit(address)
    return urlunsplit(("", "", f"/{split.path.lstrip('/')}", split.query, split.fragment))


def needs(
    *roles: Role,
) -> Callable[[Callable[Concatenate[Door, StaffAccount, P], ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Mark a method as a page for people with one of `roles`, and hand it the signed-in person.

    The person arrives as the first argument, so a view that runs has been through this check.
    """

    def mark(
        view: Callable[Concatenate[Door, StaffAccount, P], ResponseReturnValue],
    ) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def checked(door: Door, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person: StaffAccount | None = g.get("staff")
            if person is None or not person.roles & frozenset(roles):
                abort(403)
            return view(door, person, *args, **kwargs)

        cast(Any, checked).required_roles = frozenset(roles)
        return checked

    return mark


def deny_by_default(
    blueprint: Blueprint, signed_in: Callable[[], StaffAccount | None], *, open_to_all: frozenset[str]
) -> None:
    """Refuse every view of a blueprint that `needs` has not marked, but for the endpoints in `open_to_all`.

    Whoever is not signed in is sent to the sign-in page; `g.staff` is set for the rest of the request.
    """

    @blueprint.before_request
    def deny() -> ResponseReturnValue | None:
        g.staff = signed_in()
        if request.endpoint in open_to_all:
            return None
        if not getattr(current_app.view_functions.get(request.endpoint or ""), "required_roles", None):
            abort(403)
        return redirect(url_for(f"{blueprint.name}.sign_in"), 303) if g.staff is None else None

    @blueprint.after_request
    def allow_our_script(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _WITH_OUR_SCRIPT)
        # The forgery check of the forms compares the referring address under TLS, so it must reach ourselves.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
