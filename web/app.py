"""The only place that joins things: settings, database, queue and the doors, of which those asked for are loaded."""

import mimetypes
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from notifier.delivery.leases import wall_clock
from notifier.errors import SettingsFault
from notifier.patients.access_codes import Keys
from notifier.providers.base import WebhookReader
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import is_invented
from notifier.vocabulary import HealthStatus, Task
from notifier.worker import page_health
from notifier.worker.page_health import PageHealth
from web import error_pages, templating
from web.context import NO_UPKEEP, AppContext, Upkeep
from web.guards import SecurityHeaders
from web.list_requests import INSTANCE, FormRequest
from web.patient.opened_links import OpenedLinks
from web.rate_limits import RateLimits
from web.request_sizes import LARGEST_FORM

if TYPE_CHECKING:
    from notifier.webhook_calls.inbox import CallInbox
    from notifier.worker.health import Health

A_YEAR = 365 * 24 * 60 * 60
SIGNED_IN = "/staff"  # the path below which anybody can be signed in
DEFAULT_DOORS = ("patient", "staff", "hooks")


class App(Flask):
    """Flask, but for what it writes into the log and how it sends style sheets.

    `inbox` is where providers' calls go, in a process that has their door; whoever serves starts it.
    """

    inbox: "CallInbox | None" = None
    request_class = FormRequest

    def send_static_file(self, filename: str) -> Response:
        """Send a file as it was compressed when it was built, to whoever takes that: a seventh of the bytes."""
        packed = f"{filename}.gz"
        if not (Path(self.static_folder or "") / packed).is_file():
            return super().send_static_file(filename)
        wanted = request.accept_encodings["gzip"] > 0
        response = super().send_static_file(packed if wanted else filename)
        response.vary.add("Accept-Encoding")
        if wanted:
            response.content_encoding = "gzip"
            response.mimetype = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        return response

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Log a defect by its endpoint: the address may hold a patient's link, which is a secret."""
        self.logger.error("exception in %s [%s]", request.endpoint, request.method, exc_info=exc_info)


class RowNumber(IntegerConverter):
    """The number of a row in an address: one that no row can have is nowhere, on either database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)

    regex = "[0-9]{1,10}"


class StaffSessions(SecureCookieSessionInterface):
    """Sessions for the staff's door alone: no other page can set or read a cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a member of staff; none for anybody else."""
        return super().open_session(app, request) if request.path.startswith(SIGNED_IN) else None


def create_app(
    settings: Settings,
    database: Database,
    wake: Callable[[Task], None],
    clock: Callable[[], datetime],
    doors: Collection[str] = DEFAULT_DOORS,
    *,
    hooks: Mapping[str, Mapping[str, WebhookReader]] | None = None,
    limited: bool = True,
    upkeep: Upkeep = NO_UPKEEP,
) -> App:
    """The web application with the named doors, of "patient", "staff", "hooks" and "sandbox".

    `wake` wakes the workers for a task; `clock` gives the time, aware and in UTC; `hooks` has each provider's, by its
    name, where they are not to be those of the settings' providers; `limited=False` switches off the limits on answers
    and sign-ins, for load tests; `upkeep` is what pages change of the installation itself. Raises SettingsFault when
    there is no key, for an unknown door, or where the patient's page alone has its keys and another door is wanted.
    """
    keys = Keys.of(settings)
    context = AppContext(settings, database, keys, wake, clock, upkeep)
    app = App("web", static_folder="static")
    app.session_interface = StaffSessions()
    app.url_map.converters["int"] = RowNumber
    app.config.update(_flask_settings(context))
    if proxies := settings.trusted_proxies:
        # Without this, all patients behind our own web server would share one visitor's limits.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # Flask's way
    templating.set_up_templates(app, is_sample=is_invented(settings.instance))
    limits, join = RateLimits(enabled=limited), app.register_blueprint
    patient = _loaded("web.patient.views").PatientViews(context, limits)  # its error page is everybody's without a door
    known: Mapping[str, Callable[[], None]] = {
        "patient": lambda: join(patient.blueprint()),
        "staff": lambda: _join_staff(app, context, patient.sample_page, limits),
        "hooks": lambda: _join_hooks(app, _loaded("web.hooks.views").HookViews(context, hooks, wall_clock)),
        "sandbox": lambda: join(_loaded("web.sandbox.views").SandboxViews.of_installation(settings).blueprint()),
    }
    if unknown := set(doors) - set(known):
        raise SettingsFault(f"there is no door {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    is_patient_only = set(doors) == {"patient"}
    if not (keys.session or is_patient_only):
        raise SettingsFault(f"{settings.instance} is for the patient's page alone: serve it with --doors patient")
    for door in doors:
        known[door]()
    if "patient" in doors:
        app.wsgi_app = OpenedLinks(app.wsgi_app, patient.page_behind)  # type: ignore[method-assign]  # Flask's way
    app.wsgi_app = SecurityHeaders(app.wsgi_app, https=context.https)  # type: ignore[method-assign]  # Flask's way
    error_pages.register_error_pages(app, patient.error, settings)
    examine = _examination_of_page(context) if is_patient_only else _examination(context)
    app.add_url_rule("/healthz", "health", lambda: _answer(examine()))
    return app


def _join_staff(app: App, context: AppContext, sample_page: Any, limits: RateLimits) -> None:
    """The staff's pages, and their acts for programs: whoever may reach the one may reach the other."""
    _loaded("web.staff.views").StaffViews(context, sample_page).join(app, limits)
    _loaded("web.api.views").ApiViews(context).join(app, limits)


def _join_hooks(app: App, views: Any) -> None:
    app.register_blueprint(views.blueprint())
    app.inbox = views.inbox


def _examination(context: AppContext) -> Callable[[], "Health"]:
    examine: Callable[[], Health] = _loaded("web.monitors").examination_of(context)
    return examine


def _examination_of_page(context: AppContext) -> Callable[[], PageHealth]:
    """The patient's page alone may neither read how the sending goes nor know the providers' secrets."""
    return lambda: page_health.examine_page(context.database)


def _loaded(name: str) -> Any:
    """A part of the web that not every process needs: the staff's pages take longer to load than all the rest."""
    return import_module(name)


def _flask_settings(context: AppContext) -> dict[str, Any]:
    return {
        "SECRET_KEY": context.keys.session or None,
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_PARTS": 50,
        INSTANCE: context.settings.instance,
        "SEND_FILE_MAX_AGE_DEFAULT": A_YEAR,  # static addresses carry a hash of their content
        # The patient's pages never see the cookie, so that they are the same for a member of staff as for anybody.
        "SESSION_COOKIE_NAME": "fair-notice-staff",
        "SESSION_COOKIE_PATH": SIGNED_IN,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": context.https,
        # A receptionist leaves a page open over lunch; the token still dies with the session.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _answer(found: "Health | PageHealth") -> ResponseReturnValue:
    """For monitors, in a form that they understand by its status alone."""
    return found.as_json(), 503 if found.status is HealthStatus.FAILING else 200
