"""The people of a practice: who has which role, and whose account is open."""

from typing import Annotated

from pydantic import Field

from notifier.practice import accounts
from notifier.practice.accounts import KnownPerson, StaffAccount
from notifier.vocabulary import Role
from web.api.operations import ApiModel, operation
from web.context import AppContext

_MANAGER = (Role.MANAGER,)


class ApiPerson(ApiModel):
    """A member of staff."""

    id: int
    email: str
    name: str
    roles: list[Role]
    is_open: bool
    has_password: bool


class PracticePeople(ApiModel):
    """Everybody who has, or had, an account."""

    items: list[ApiPerson]


class RolesToHave(ApiModel):
    """Exactly the roles that somebody is to have."""

    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class PeopleOperations:
    """For managers who prove who they are. Who is new is invited on the page, for only they choose their password."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/people", _MANAGER, proof=True)
    def list_people(self, staff: StaffAccount) -> PracticePeople:
        """List the people of the practice, those whose account is closed too."""
        with self._context.database.reading() as session:
            found = accounts.known_people(session, staff.practice_id)
        return PracticePeople(items=[ApiPerson.model_validate(one) for one in found])

    @operation("POST", "/people/{person_id}/roles", _MANAGER, proof=True)
    def change_roles(self, staff: StaffAccount, person_id: int, body: RolesToHave) -> ApiPerson:
        """Give and take roles so that somebody has exactly these; who loses one is signed out."""
        with self._context.database.writing() as session:
            person = accounts.known_person(session, staff.practice_id, person_id)
            accounts.change_roles(session, person.email, body.roles, self._context.clock(), staff)
            return _shown(accounts.known_person(session, staff.practice_id, person_id))

    @operation("POST", "/people/{person_id}/close", _MANAGER, proof=True)
    def close_account(self, staff: StaffAccount, person_id: int) -> ApiPerson:
        """Close somebody's account: they are signed out, and cannot sign in."""
        with self._context.database.writing() as session:
            person = accounts.known_person(session, staff.practice_id, person_id)
            accounts.close_account(session, person.email, self._context.clock(), staff)
            return _shown(accounts.known_person(session, staff.practice_id, person_id))

    @operation("POST", "/people/{person_id}/open", _MANAGER, proof=True)
    def open_account(self, staff: StaffAccount, person_id: int) -> ApiPerson:
        """Open a closed account again, with the roles and the password that it had."""
        with self._context.database.writing() as session:
            person = accounts.known_person(session, staff.practice_id, person_id)
            accounts.open_account(session, person.email, self._context.clock(), staff)
            return _shown(accounts.known_person(session, staff.practice_id, person_id))


def _shown(person: KnownPerson) -> ApiPerson:
    return ApiPerson.model_validate(person)
