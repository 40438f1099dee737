"""Every error becomes a page in the look of its door that says what happened to what was sent, and what to do."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, ServiceUnavailable, abort

from notifier.errors import Fault, MachineFault, NotFound
from notifier.patients.uploaded_files import LARGEST_LIST
from notifier.settings import Settings
from notifier.store.machine_faults import machine_fault
from web import problems
from web.request_sizes import is_upload
from web.server.refusals import REFUSED

_NOT_NOW = "This cannot be done at the moment"
_AWHILE = 30  # seconds, after which it is worth asking again
# Heading and advice for the staff's pages, by HTTP status.
_STAFF_WORDS = {
    400: ("This page had gone out of date", "Nothing was changed. Go back, reload the page and try again."),
    403: ("You cannot open this page", "Your account does not have the role for it. Ask your practice manager."),
    404: ("Page not found", "What you were looking for does not exist, or belongs to another practice."),
    405: ("This page cannot be opened like that", "Nothing was changed. Start again from the list of campaigns."),
    408: ("That took too long to arrive", "Nothing was changed. Go back and try again."),
    413: ("That was too long", "Nothing was changed. Go back, shorten what you wrote and try again."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: (
        "Sorry, something went wrong",
        "It is in the log. Look whether what you did is there before you do it again.",
    ),
}


_TOO_LARGE_A_LIST = (
    "This file is too large",
    f"A list may have {LARGEST_LIST >> 20} MB. Nothing was stored. Save the patients alone as “CSV UTF-8”.",
)


def register_error_pages(app: Flask, patient_page: Callable[[int], str], settings: Settings) -> None:
    """Register the error pages; `patient_page` makes the one for a status that a patient sees.

    A defect becomes a 500 page, a disk or a database that does not work a 503 page, which says to staff what is wrong
    and to nobody else; a `Fault` that no view took is shown with its text.
    """

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if (answer := _for_programs(error, status)) is not None:
            return answer
        if request.path.startswith(("/staff", "/sandbox")):
            return _staff_page(status), status
        return patient_page(status), status, _advice(error)

    @app.before_request
    def refuse() -> None:
        """Only say why, where the server has refused what came: it is no request that a view could answer."""
        if status := request.environ.get(REFUSED):
            abort(status)

    _register_machine_faults(app, http_error, settings)

    @app.errorhandler(Fault)
    def fault(error: Fault) -> ResponseReturnValue:
        if request.path.startswith(problems.API):
            return problems.of_fault(error)
        if isinstance(error, NotFound):
            return _staff_page(404), 404
        return _staff_page(409, "This cannot be done now", str(error)), 409


def _for_programs(error: HTTPException, status: int) -> ResponseReturnValue | None:
    """The answer where no person reads it; None where one does."""
    if request.path == "/healthz":
        return jsonify(status=error.name), status
    if request.path.startswith(problems.API):
        return problems.of_http(error)
    if request.path.startswith("/hooks/"):  # read by a provider's program, or by whoever looks at its log
        return Response(f"{error.name}\n", status, mimetype="text/plain")
    return None


def _register_machine_faults(
    app: Flask, http_error: Callable[[HTTPException], ResponseReturnValue], settings: Settings
) -> None:
    @app.errorhandler(DatabaseError)
    @app.errorhandler(NoConnection)
    @app.errorhandler(OSError)
    def out_of_reach(error: DatabaseError | NoConnection | OSError) -> ResponseReturnValue:
        """Disk or database do not work: for a while, as far as anybody can tell. Anything else is a defect."""
        found = machine_fault(error, settings)
        if not _is_said(app, error, found):
            raise error
        unavailable = ServiceUnavailable(retry_after=_AWHILE)
        # Flask-Login would ask the database who reads the page, and looks here first.
        g._login_user = AnonymousUserMixin()  # noqa: SLF001 - it has no other name for it
        if found is not None and request.path.startswith("/staff"):
            return _staff_page(503, _NOT_NOW, _sentence(machine_fault(error))), 503, _advice(unavailable)
        return http_error(unavailable)


def _is_said(app: Flask, error: Exception, found: MachineFault | None) -> bool:
    """Log what does not work, where that is the disk or the database; a defect is logged by whoever it is raised to."""
    if found is not None:
        app.logger.error("%s [%s]: %s", request.endpoint, request.method, found)
    elif isinstance(error, (OperationalError, NoConnection)):
        app.log_exception(sys.exc_info())
    else:
        return False
    return True


def _sentence(found: MachineFault | None) -> str:
    text = str(found)
    return f"{text[:1].upper()}{text[1:]}. The log of the program says where."


def _advice(error: HTTPException) -> list[tuple[str, str]]:
    """What the error says to programs: which methods there are, or when to come back."""
    return [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]


def _staff_page(status: int, heading: str = "", advice: str = "") -> str:
    known = _STAFF_WORDS.get(status, _STAFF_WORDS[400 if status < 500 else 500])
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and is_upload(request.path):
        known = _TOO_LARGE_A_LIST
    return render_template("staff/error.html", heading=heading or known[0], advice=advice or known[1])
