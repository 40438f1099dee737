"""The practice, and whose token it is that was sent."""

from datetime import datetime

from flask import g

from notifier.campaigns import practice_changes
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import ClinicalSystem, Role
from web.api.operations import EVERYBODY, ApiModel, operation
from web.context import AppContext


class ApiToken(ApiModel):
    """The token that came with the request, and whom it acts for."""

    name: str
    email: str
    roles: list[Role]
    is_proof: bool
    ends_at: datetime


class ApiPractice(ApiModel):
    """What the practice says of itself."""

    name: str
    ods_code: str
    phone: str
    address: list[str]
    hours: str
    email: str
    privacy_url: str
    clinical_system: ClinicalSystem | None


class PracticeOperations:
    """What a program looks at first."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/token", EVERYBODY)
    def show_token(self, staff: StaffAccount) -> ApiToken:
        """Say whose token this is, what it may do, and until when.

        `roles` are those that both the token and its person have. With `is_proof` it is good for acts that cannot be
        taken back.
        """
        found = g.token
        return ApiToken(
            name=found.name,
            email=staff.email,
            roles=sorted(staff.roles),
            is_proof=found.is_proof,
            ends_at=found.ends_at,
        )

    @operation("GET", "/practice", EVERYBODY)
    def show_practice(self, staff: StaffAccount) -> ApiPractice:
        """Show what the practice says of itself: who tells patients, and how they reach it."""
        with self._context.database.reading() as session:
            found = practice_changes.current_details(session, staff)
        return ApiPractice(
            name=found.name,
            ods_code=found.ods_code,
            phone=found.phone,
            address=list(found.address),
            hours=found.hours,
            email=found.email,
            privacy_url=found.privacy_url,
            clinical_system=found.clinical_system,
        )
