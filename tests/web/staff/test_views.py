"""Who gets what at every address of the staff's: one table, of what a role may do and what asks for proof again.

The table stands here and is compared with the routes that the program has: a new route has no line yet, and fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from notifier.vocabulary import Role
from tests.second_factors import app_of
from tests.web.staff.test_factor_pages import make_real
from tests.web.world import PASSWORD, World

STALE = timedelta(minutes=11)  # a proof lasts ten
NEEDING = (Role.MANAGER, Role.APPROVER)  # a second factor, of real patients
NOBODYS = 987_654  # an id that nothing has: who gets past the guards changes nothing
ROLES = {"M": Role.MANAGER, "A": Role.APPROVER, "R": Role.RECEPTION, "U": Role.AUDITOR}
EVERYBODY, READERS, DESK = "MARU", "MAU", "MR"


class Answer(Enum):
    """What kind of answer somebody gets."""

    SIGN_IN = auto()
    GIVE_FACTOR = auto()
    SET_UP_FACTOR = auto()
    PROVE = auto()
    REFUSED = auto()  # 403
    SERVED = auto()  # the view ran: a page, its own refusal of what was sent, "there is no such campaign"


class Group(NamedTuple):
    """Addresses that are for the same people, under the same conditions."""

    roles: str  # letters of ROLES
    asks_proof: bool  # within the last ten minutes
    is_before_factor: bool  # open to who has to set one up first
    endpoints: str


# Proof again: whatever reaches many patients or cannot be taken back (launch, approval, resuming, closing, joiners
# told), changes who may be coded or told (a list stored or undone, a set frozen) or what may be spent, takes patients'
# data out of the house (refused rows, lists, evidence), or changes who may do all this (people, factors, senders,
# practice). Never for what stops something, nor for the desk's daily work, which is one patient at a time, on record.
TABLE = (
    Group(EVERYBODY, False, False, "campaigns campaign live account end_others change_password"),
    Group(EVERYBODY, False, True, "factors prove confirm_proof"),
    Group(EVERYBODY, True, True, "begin_app new_app confirm_app new_passkey passkey_options add_passkey"),
    Group(EVERYBODY, True, False, "confirm_factor_removal remove_factor make_codes"),
    Group(EVERYBODY, True, False, "make_api_token"),
    Group(EVERYBODY, False, False, "api_tokens withdraw_token"),
    Group(
        "M",
        True,
        False,
        "people invite send_invitation person change_roles make_link mail_link reset_factors end_sign_ins",
    ),
    Group("M", True, False, "confirm_account set_account change_practice store_practice change_sender store_sender"),
    Group("M", True, False, "budget set_budget launch ask_launch confirm take joiners release_joiners"),
    Group("M", True, False, "confirm_upload take_refused_rows confirm_undo_list undo_list end_sample leave_sample"),
    Group("A", True, False, "approve"),
    Group("MA", True, False, "freeze ask_freeze deed_challenge"),
    Group("M", True, False, "export ask_export"),
    Group(READERS, True, False, "evidence ask_evidence take_audit"),
    Group(READERS, False, False, "audit verifier"),
    Group("M", False, False, "patient_audit"),
    Group(DESK, False, False, "people_list"),
    Group("M", True, False, "take_people_list"),
    Group(EVERYBODY, True, False, "take_file"),  # of which each is for some
    Group("M", True, False, "take_run reprint ask_reprint"),
    Group("M", False, False, "ask_letters"),
    Group("MA", False, False, "ask_kit"),
    Group(EVERYBODY, False, False, "letters print_run run_paper proof_picture displays footer_file help help_sheet"),
    Group(READERS, False, False, "closing code_check"),
    Group("M", False, False, "give_export"),
    Group("M", False, False, "confirm_pause pause"),
    Group(READERS, False, False, "countdown approval check_list rehearsal ask_rehearsal job practice list"),
    Group("MA", False, False, "stop_launch sign_off record_sign_off"),
    Group("M", False, False, "senders check_senders give_list list_upload read_upload_again cancel_upload"),
    Group("M", False, False, "new_campaign begin_campaign create_campaign change_details"),
    Group("M", False, False, "save_text take_version make_preview test_send send_test"),
    Group("M", False, False, "patient_previews ask_patient_preview patient_preview patient_email patient_picture"),
    Group("M", False, False, "identity_doubt settle_identity_doubt"),
    Group(READERS, False, False, "details texts text check_text text_versions"),
    Group(READERS, False, False, "preview preview_part preview_email case_email preview_page letter picture"),
    Group(DESK, False, False, "desk find begin_pile end_pile forget_waiting patient log undo confirm_told hand_over"),
    Group(DESK, False, False, "link replace_link"),
    Group(DESK, False, False, "confirm_take_back take_back ask_copy copy copy_pdf returned record_return hand_outs"),
    Group(DESK, False, False, "unmade_letters posting record_posting unknowns settle_unknown tasks finish_task"),
    Group(DESK, False, False, "photos add_photo photo slip_photos add_slip_photo slip_photo"),
    Group(DESK, False, False, "queue unmatched_slips keep_unmatched_slip keep_slip unmatched_slip look_for_slip"),
    Group(DESK, False, False, "match_slip close_slip"),
    Group(DESK, False, False, "new_matter note_matter matter acknowledge_matter end_matter"),
    Group(DESK, False, False, "reviews review settle inbound_texts settle_inbound_text put_up take_down"),
)
# Open without being signed in: by what stands in the address, or to say who one is.
BY_SECRET = "choose_password set_chosen first_run first_run_step keep_first_run_step first_run_check finish_first_run"
FREE = f"sign_in ask_provider from_provider static sample make_sample enter_sample {BY_SECRET}"
HALFWAY = "factor give_factor passkey_challenge"  # lead to the sign-in, but for who gave the password
LEAVING = "sign_out"

SAMPLES = {"step": "close", "pile": "post", "word": "texts", "shade": "light", "kind": "app", "group": "details"}
SAMPLES |= {"about": "died", "ending": "answered", "paper": "proof", "sheet": "manager"}
TEXTS = {"secret", "name", "reference", "preset", "part", "language", "case", "channel", "filename"}


class Visitor(NamedTuple):
    """Somebody with a browser, and how far they came."""

    who: str
    client: FlaskClient
    role: Role | None = None
    lacks_factor: bool = False
    is_halfway: bool = False


def expected(visitor: Visitor, group: Group, is_fresh: bool) -> Answer:
    """What the table says."""
    if visitor.is_halfway:
        return Answer.GIVE_FACTOR
    if visitor.role is None:
        return Answer.SIGN_IN
    if visitor.lacks_factor and not group.is_before_factor:
        return Answer.SET_UP_FACTOR
    if visitor.role not in {ROLES[letter] for letter in group.roles}:
        return Answer.REFUSED
    return Answer.PROVE if group.asks_proof and not is_fresh else Answer.SERVED


def answer_of(response: TestResponse, visitor: Visitor) -> Answer | int:
    """Which kind of answer came; the status of one that is none of them."""
    leads_to = (response.location or "").partition("?")[0]
    kinds = {"/staff/sign-in": Answer.SIGN_IN, "/staff/sign-in/factor": Answer.GIVE_FACTOR}
    kinds |= {"/staff/prove": Answer.PROVE}
    if visitor.lacks_factor:
        kinds["/staff/account/factors"] = Answer.SET_UP_FACTOR
    if response.status_code == 403:
        return Answer.REFUSED
    if response.status_code >= 500:
        return response.status_code
    return kinds.get(leads_to, Answer.SERVED)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, address and method of every route of the staff's."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if not rule.endpoint.startswith("staff."):
                continue
            numbers = rule.arguments - TEXTS - SAMPLES.keys()
            values: dict[str, Any] = SAMPLES | dict.fromkeys(TEXTS, "unknown") | dict.fromkeys(numbers, NOBODYS)
            address = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint.removeprefix("staff."), address, method


def faults_of(app: Flask, visitor: Visitor, *, is_fresh: bool = True) -> list[str]:
    """Every address that does not answer a visitor as the table says."""
    groups = {endpoint: group for group in TABLE for endpoint in group.endpoints.split()}
    found = []
    for endpoint, address, method in routes(app):
        if endpoint == LEAVING:
            continue
        wanted = Answer.SERVED
        if endpoint in HALFWAY.split():
            wanted = Answer.SERVED if visitor.is_halfway else Answer.SIGN_IN
            if endpoint == "passkey_challenge" and visitor.role is not None:
                wanted = Answer.SERVED  # it is asked for by who proves again, too
        elif endpoint in groups:
            wanted = expected(visitor, groups[endpoint], is_fresh)
        got = answer_of(visitor.client.open(address, method=method), visitor)
        if got is not wanted:
            found.append(f"{visitor.who}, {method} {address} ({endpoint}): {got}, expected {wanted}")
    return found


@pytest.fixture
def app(light_world: World) -> Flask:
    """The staff's pages of a practice with a real patient; forms need no token here, so that each reaches its view."""
    make_real(light_world)
    app = light_world.app("staff")
    app.config["WTF_CSRF_METHODS"] = set()
    return app


def test_every_route_of_the_staff_has_one_line(app: Flask) -> None:
    lines = [*(name for group in TABLE for name in group.endpoints.split()), *f"{FREE} {HALFWAY} {LEAVING}".split()]
    assert sorted(lines) == sorted({endpoint for endpoint, _, _ in routes(app)})


def test_everybody_gets_at_each_address_what_the_table_says(app: Flask, light_world: World) -> None:
    def signed_in(role: Role, code: str = "") -> FlaskClient:
        client = app.test_client()
        given = {"email": light_world.accounts[role].email, "password": PASSWORD}
        assert client.post("/staff/sign-in", data=given).status_code == 303
        if code:
            assert client.post("/staff/sign-in/factor", data={"code": code}).location == "/staff/"
        return client

    found = faults_of(app, Visitor("a stranger", app.test_client()))
    for role in NEEDING:
        found += faults_of(app, Visitor(f"{role} without a factor", signed_in(role), role, lacks_factor=True))
    codes = {
        role: app_of(light_world.database, light_world.keys, person, light_world.now).at(light_world.now)
        for role, person in light_world.accounts.items()
        if role in NEEDING
    }
    halfway = signed_in(Role.MANAGER)
    found += faults_of(app, Visitor("a manager halfway", halfway, is_halfway=True))
    signed = [Visitor(role, signed_in(role, codes.get(role, "")), role) for role in Role]
    for visitor in signed:
        found += faults_of(app, visitor._replace(who=f"{visitor.who}, proven a moment ago"))
    light_world.now += STALE
    for visitor in signed:
        found += faults_of(app, visitor._replace(who=f"{visitor.who}, proven long ago"), is_fresh=False)
    assert not found, "\n".join(found)
