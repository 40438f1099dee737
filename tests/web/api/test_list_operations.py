"""A list by API: given, read, confirmed as it was shown, and taken back."""

import io
from typing import Any

from notifier.vocabulary import Role
from tests.web.api.programs import Program
from tests.web.staff.test_list_pages import ADA, BOB, CY, DEE, WRONG, list_of
from tests.web.world import World


def given(*rows: str) -> dict[str, Any]:
    return {"data": {"list": (io.BytesIO(list_of(*rows)), "list 20-11-2026.csv")}}


def test_a_list_is_stored_as_it_was_shown_and_taken_back(light_practice: World) -> None:
    world, program = light_practice, Program.of(light_practice, Role.MANAGER)
    upload = program.post("/lists/uploads", **given(ADA, BOB, CY, DEE, WRONG))
    world.work()
    path = f"/lists/uploads/{upload['id']}"
    read = program.get(path)
    assert (read["upload_status"], read["people"], read["refused"]) == ("compared", 4, 1)
    assert read["refused_rows"][0]["why"]
    asked = {"fingerprint": read["fingerprint"], "expect": [one["expect"] for one in read["stops"]]}
    wrong = program.call("POST", f"{path}/confirm", json=asked | {"fingerprint": "0"})
    assert wrong.status_code == 409, "that is not what was shown"
    program.post(f"{path}/confirm", json=asked)
    world.work()
    assert program.get(path)["upload_status"] == "stored"
    outlook = program.get("/lists/undo")
    assert outlook["joiners"] == 1
    assert program.call("POST", "/lists/undo", json={"list_id": 99}).status_code == 409
    program.post("/lists/undo", json={"list_id": outlook["list_id"]})
    world.work()
    assert program.get("/lists")["items"][0]["undoes_id"] == outlook["list_id"]


def test_what_is_no_file_is_refused_and_one_that_is_given_up_is_forgotten(light_practice: World) -> None:
    program = Program.of(light_practice, Role.MANAGER)
    assert program.call("POST", "/lists/uploads", json={"list": "x"}).status_code == 415
    none = program.call("POST", "/lists/uploads", data={"other": (io.BytesIO(b"x"), "x.csv")})
    assert (none.status_code, none.get_json()["errors"][0]["field"]) == (422, "body.list")
    upload = program.post("/lists/uploads", **given(ADA))
    assert program.post(f"/lists/uploads/{upload['id']}/cancel")["upload_status"] == "cancelled"
