"""The API: every operation of every resource at its address, and the document that describes them."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Flask, Response, json

from web.api.audit_operations import AuditOperations
from web.api.calls import Calls
from web.api.campaign_operations import CampaignOperations
from web.api.closing_operations import ClosingOperations
from web.api.display_operations import DisplayOperations
from web.api.document import ADDRESS, ROOT, document_of
from web.api.doubt_operations import DoubtOperations
from web.api.job_operations import JobOperations
from web.api.launch_operations import LaunchOperations
from web.api.letter_operations import LetterOperations
from web.api.list_operations import ListOperations
from web.api.matter_operations import MatterOperations
from web.api.operations import JSON, Operation, operations_of
from web.api.outcome_operations import OutcomeOperations
from web.api.patient_operations import PatientOperations
from web.api.people_operations import PeopleOperations
from web.api.photo_operations import PhotoOperations
from web.api.practice_operations import PracticeOperations
from web.api.print_file_operations import PrintFileOperations
from web.api.review_operations import ReviewOperations
from web.api.slip_operations import SlipOperations
from web.context import AppContext
from web.looks import PatientLooks
from web.rate_limits import RateLimits

_RESOURCES = (
    PracticeOperations,
    PeopleOperations,
    ListOperations,
    CampaignOperations,
    LaunchOperations,
    PatientOperations,
    ReviewOperations,
    MatterOperations,
    SlipOperations,
    PhotoOperations,
    DoubtOperations,
    LetterOperations,
    PrintFileOperations,
    DisplayOperations,
    OutcomeOperations,
    ClosingOperations,
    JobOperations,
    AuditOperations,
)


class ApiViews:
    """Joins the operations to an app. Whoever sends no token reaches nothing but the document."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def join(self, app: Flask, limits: RateLimits) -> None:
        """Register the routes."""
        blueprint = Blueprint("api", __name__, url_prefix=ROOT)
        blueprint.after_request(PatientLooks(self._context, showing=(200,)).note)
        calls = Calls(self._context, limits)
        for one, act in self._operations():
            view = calls.answering(one, act)
            blueprint.add_url_rule(one.rule, one.name, view, False, methods=[one.method])
        blueprint.add_url_rule(ADDRESS.removeprefix(ROOT), "document", self._document, provide_automatic_options=False)
        app.register_blueprint(blueprint)

    @staticmethod
    def document_of_all() -> dict[str, Any]:
        """The OpenAPI document, of every operation that there is."""
        return document_of(
            [one for resource in _RESOURCES for one, _ in operations_of(resource)], version("fair-notice")
        )

    def _document(self) -> Response:
        return Response(json.dumps(self.document_of_all()), mimetype=JSON)

    def _operations(self) -> Iterator[tuple[Operation, Callable[..., Any]]]:
        for resource in _RESOURCES:
            own = resource(self._context)
            yield from ((one, getattr(own, name)) for one, name in operations_of(resource))
