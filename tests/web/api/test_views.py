"""Who gets what at every operation of the API: one table of roles, beside what the document says; and every route."""

from typing import Any, NamedTuple

import pytest

from notifier.vocabulary import Role
from tests.web.api.programs import ROOT, Program
from tests.web.world import World
from web.api.views import ApiViews

NOBODYS = 987_654  # an id that nothing has: who gets past the guards changes nothing
ROLES = {"M": Role.MANAGER, "A": Role.APPROVER, "R": Role.RECEPTION, "U": Role.AUDITOR}
EVERYBODY, READERS, DESK = "MARU", "MAU", "MR"


class Group(NamedTuple):
    """Operations that are for the same people, under the same conditions."""

    roles: str  # letters of ROLES
    needs_proof: bool
    names: str


# A token has to be a proof where a page of the staff's asks for one: see the table of the pages.
TABLE = (
    Group(EVERYBODY, False, "show_token show_practice list_campaigns show_campaign show_progress"),
    Group(READERS, False, "show_details list_texts show_check_list ask_rehearsal show_lists show_undo"),
    Group(READERS, False, "show_job list_events show_closing show_code_check"),
    Group(READERS, True, "pack_evidence"),
    Group(EVERYBODY, True, "take_file"),
    Group(DESK, False, "find_patients show_patient record_reply take_back_reply list_tasks finish_task"),
    Group(DESK, False, "list_reviews show_review settle_review"),
    Group(DESK, False, "list_matters note_matter acknowledge_matter end_matter record_posting"),
    Group(DESK, False, "keep_slip list_slips match_slip close_slip undo_reply show_link replace_link"),
    Group(DESK, False, "list_photos add_photo show_photo list_slip_photos add_slip_photo show_slip_photo"),
    Group(DESK, False, "list_unknown_deliveries settle_unknown_delivery list_places_in_doubt confirm_telling"),
    Group(DESK, False, "list_open_texts close_text list_returned_letters record_return"),
    Group(DESK, False, "put_up_display take_down_display"),
    Group("M", False, "list_identity_doubts settle_identity_doubt show_joiners"),
    Group("M", True, "release_joiners list_people change_roles close_account open_account"),
    Group("M", True, "take_run_file ask_reprint"),
    Group("MA", False, "ask_kit"),
    Group(EVERYBODY, False, "list_run_files show_proof show_count_sheet list_displays show_footer"),
    Group(EVERYBODY, False, "list_print_runs"),
    Group("M", False, "ask_print_run"),
    Group("MA", False, "record_sign_off pause_campaign"),
    Group("MA", True, "freeze_outcomes"),
    Group("A", True, "approve_campaign"),
    Group("M", False, "create_campaign change_details write_text ask_preview"),
    Group("M", False, "give_list show_upload cancel_upload check_codes"),
    Group("M", True, "set_budget launch_campaign resume_campaign close_campaign"),
    Group("M", True, "confirm_upload ask_undo list_outcomes write_lists"),
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return ApiViews.document_of_all()


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and what the document says of every operation, by its name."""
    return {
        said["operationId"]: (method.upper(), path, said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    }


def test_the_table_has_every_operation_as_the_document_has_it(document: dict[str, Any]) -> None:
    declared = {
        name: (set(said["x-roles"]), said["x-needs-proof"]) for name, (_, _, said) in operations(document).items()
    }
    table = {
        name: ({ROLES[letter].value for letter in group.roles}, group.needs_proof)
        for group in TABLE
        for name in group.names.split()
    }
    assert declared == table


def test_every_route_is_an_operation_with_all_its_refusals(light_practice: World, document: dict[str, Any]) -> None:
    rules = [rule for rule in light_practice.app("staff").url_map.iter_rules() if rule.rule.startswith("/api")]
    routes = {rule.endpoint.removeprefix("api."): rule.rule for rule in rules}
    assert routes.pop("document") == f"{ROOT}/openapi.json"
    declared = operations(document)
    assert routes.keys() == declared.keys()
    for name, (method, path, said) in declared.items():
        assert routes[name] == ROOT + path.replace("{", "<int:").replace("}", ">")
        assert said["responses"].keys() >= {"400", "401", "403", "406", "429", "500", "503"}, name
        assert said["summary"], name
        if "requestBody" in said:
            assert said["responses"].keys() >= {"409", "413", "415", "422"}, (name, method)


def test_each_role_is_refused_what_it_may_not(light_world: World, document: dict[str, Any]) -> None:
    app, declared = light_world.app("staff"), operations(document)
    programs = {
        (role, is_proof): Program.of(light_world, role, is_proof=is_proof)
        for role in Role
        for is_proof in (True, False)
    }
    nobody, found = Program(app), []
    before = light_world.rows()
    for group in TABLE:
        for name in group.names.split():
            method, path, _said = declared[name]
            address = path
            for part in path.split("/"):
                if part.startswith("{"):
                    address = address.replace(part, str(NOBODYS))
            assert nobody.call(method, address).status_code == 401, name
            for (role, is_proof), program in programs.items():
                may = role in {ROLES[letter] for letter in group.roles} and (is_proof or not group.needs_proof)
                status = program.call(method, address).status_code
                if (status != 403) != may or status >= 500:
                    found.append((name, role.value, is_proof, status))
    assert not found
    assert light_world.rows() == before, "nobody changed anything"


def test_the_document_is_served_to_whoever_asks(light_practice: World, document: dict[str, Any]) -> None:
    assert Program(light_practice.app("staff")).get("/openapi.json") == document
    assert light_practice.app("patient").test_client().get(f"{ROOT}/openapi.json").status_code == 404
