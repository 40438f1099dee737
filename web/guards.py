"""What stands between a request and a view: response headers, default deny, and roles that inject the staff account."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from notifier.practice.accounts import StaffAccount
from notifier.practice.sign_ins import StandingSignIn
from notifier.vocabulary import Role
from web.next_page import page_to_return_to

P = ParamSpec("P")
Door = TypeVar("Door")
_Fields: TypeAlias = list[tuple[str, str]]

# Nothing runs, nothing is loaded from elsewhere, and no page can be framed or re-targeted.
_STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# The staff's pages have one script of ours, which fetches counts from us.
_WITH_OUR_SCRIPT = _STRICT + "; script-src 'self'; connect-src 'self'"
# A page that shows others of ours in frames, and what it shows there: locked in, with nothing that runs or calls out.
WITH_FRAMES = _WITH_OUR_SCRIPT + "; frame-src 'self'"
_IN_A_FRAME = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
EMAIL_IN_A_FRAME = f"{_IN_A_FRAME}; img-src data:; style-src 'unsafe-inline'"  # an email has its styles in itself
PAGE_IN_A_FRAME = f"{_IN_A_FRAME}; img-src 'self' data:; style-src 'self'"
LEADS_AWAY = "X-Leads-Away"  # set by a view on the one kind of redirect that goes to another site; not sent on
_YEAR = 365 * 24 * 60 * 60
# Below these paths a file says itself how long it may be kept: its address has a hash of its content.
_KEPT = ("/static/", "/staff/static/")
_HEADERS = {
    "Content-Security-Policy": _STRICT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # the link in a patient's address bar is a secret
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class SecurityHeaders:
    """Stands around the application and gives every answer the security headers that it has not set otherwise."""

    def __init__(self, inner: WSGIApplication, *, https: bool) -> None:
        self._inner = inner
        self._added = [*_HEADERS.items()]
        if https:
            self._added.append(("Strict-Transport-Security", f"max-age={_YEAR}"))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Here and not as Flask's `after_request`: its collection of headers takes longer for these than all the rest.
        is_kept = environ["PATH_INFO"].startswith(_KEPT)

        def start(status: str, headers: _Fields, raised: Any = None, /) -> Any:
            there = {name for name, _ in headers}
            found = [one for one in headers if one[0] != "Cache-Control" or is_kept]
            if LEADS_AWAY in there:
                found = [one for one in found if one[0] != LEADS_AWAY]
            elif status.startswith("3"):
                found = [(name, _within_the_site(value) if name == "Location" else value) for name, value in found]
            found += [one for one in self._added if one[0] not in there]
            if not (is_kept and "Cache-Control" in there):
                found.append(("Cache-Control", "no-store"))
            return start_response(status, found, raised)

        return self._inner(environ, start)


def _within_the_site(address: str) -> str:
    """The address without its host: the routing's own redirects name the one that the visitor says we are."""
    split = urlsplit(address)
    return urlunsplit(("", "", f"/{split.path.lstrip('/')}", split.query, split.fragment))


class Presence(NamedTuple):
    """Who asks for a page of the staff's, and what stands behind their cookie."""

    staff: StaffAccount | None = None  # None as well while a second factor is missing
    sign_in: StandingSignIn | None = None
    is_proven: bool = False  # whether they proved lately who they are
    lacks_factor: bool = False  # whether they have to set a second factor up before anything else


def needs(
    *roles: Role, proven: bool = False, polled: bool = False, before_factor: bool = False
) -> Callable[[Callable[Concatenate[Door, StaffAccount, P], ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Mark a method as a page for people with one of `roles`, and hand it the signed-in person.

    The person arrives as the first argument, so a view that runs has been through this check. A `proven` page is opened
    only to who gave a password or factor in the last minutes: who did not gives it again first, and comes back. Use it
    for whatever a passer-by at an open screen must not do. A page that a script asks for by itself is `polled`: that
    keeps nobody signed in. What is open `before_factor` is so to who has to set a second factor up first, and to them
    nothing else is.
    """

    def mark(
        view: Callable[Concatenate[Door, StaffAccount, P], ResponseReturnValue],
    ) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def checked(door: Door, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person: StaffAccount | None = g.get("staff")
            if person is None or not person.roles & frozenset(roles):
                abort(403)
            if proven and not g.is_proven:
                g.keep_form()
                return redirect(url_for(f"{request.blueprint}.prove", next=page_to_return_to(request)), 303)
            return view(door, person, *args, **kwargs)

        marked = cast(Any, checked)
        marked.required_roles, marked.is_proven, marked.is_polled = frozenset(roles), proven, polled
        marked.is_before_factor = before_factor
        return checked

    return mark


def deny_by_default(
    blueprint: Blueprint,
    present: Callable[[bool], Presence],
    keep_form: Callable[[], None],
    *,
    open_to_all: frozenset[str],
) -> None:
    """Refuse every view of a blueprint that `needs` has not marked, but for the endpoints in `open_to_all`.

    `present` says who asks, and is told whether it is a person and no script. `keep_form` keeps the form that was sent,
    if one was, for when its person has proved who they are; it is called before somebody is sent to do that. Whoever is
    not signed in is sent to the sign-in page, whoever gave no second factor yet to the page that asks for it, and
    whoever has to set one up to the page of these; `g.staff`, `g.sign_in`, `g.is_proven` and `g.lacks_factor` are set
    for the rest of the request.
    """

    @blueprint.before_request
    def deny() -> ResponseReturnValue | None:
        view = current_app.view_functions.get(request.endpoint or "")
        g.staff, g.sign_in, g.is_proven, g.lacks_factor = present(not getattr(view, "is_polled", False))
        g.keep_form = keep_form
        if request.endpoint in open_to_all:
            return None
        if not getattr(view, "required_roles", None):
            abort(403)
        if g.staff is None:
            keep_form()
            return redirect(url_for(f"{blueprint.name}.{'factor' if g.sign_in else 'sign_in'}"), 303)
        if g.lacks_factor and not getattr(view, "is_before_factor", False):
            return redirect(url_for(f"{blueprint.name}.factors"), 303)
        return None

    @blueprint.after_request
    def allow_our_script(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _WITH_OUR_SCRIPT)
        # The forgery check of the forms compares the referring address under TLS, so it must reach ourselves.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
