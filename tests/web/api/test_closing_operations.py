"""The closing by API, to the evidence: two people freeze, and workers do what takes long."""

import io
import zipfile

from notifier.vocabulary import Role
from tests.web.api.programs import Program
from tests.web.staff.test_closing_pages import told
from tests.web.world import World


def test_two_people_freeze_and_the_lists_and_the_evidence_are_taken_away(light_world: World) -> None:
    world = told(light_world)
    manager, approver, auditor = (Program.of(world, role) for role in (Role.MANAGER, Role.APPROVER, Role.AUDITOR))
    closing = f"/campaigns/{world.campaign_id}/closing"
    assert manager.call("POST", f"{closing}/lists", json={}).status_code == 409, "nothing is frozen"
    seen = approver.get(closing)
    taken = {one["name"]: one["count"] for one in seen["checks"] if one["stops"]}
    proposed = {"shown_sum": seen["sum_to_propose"], "accept": taken}
    assert approver.call("POST", f"{closing}/freeze", json=proposed).status_code == 422, "taken without a reason"
    job = approver.post(f"{closing}/freeze", json=proposed | {"note": "the list is of today"})
    world.work()
    assert approver.get(f"/jobs/{job['id']}")["set_number"] == 1
    shown = manager.get(closing)
    close = {"close": True, "proposal_id": shown["proposal"]["id"], "shown_sum": shown["sum_to_close"]}
    assert approver.call("POST", f"{closing}/freeze", json=close).status_code == 409, "they proposed it themselves"
    manager.post(f"{closing}/freeze", json=close | {"accept": taken, "note": "as it was"})
    world.work()
    (closed,) = manager.get(closing)["sets"]
    assert (closed["proposed_by"], closed["closed_by"]) == ("Sam Approver", "Sam Manager")
    lists = manager.post(f"{closing}/lists", json={"batch_size": None})
    packed = auditor.post(f"{closing}/evidence", json={})
    assert auditor.call("POST", f"{closing}/evidence", json={"with_patients": True}).status_code == 403
    world.work()
    file = manager.get(f"/jobs/{lists['id']}")["file"]
    answer = manager.call("POST", f"/jobs/{lists['id']}/file")
    assert (answer.mimetype, len(answer.data)) == ("application/zip", file["size"])
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert auditor.call("POST", f"/jobs/{lists['id']}/file").status_code == 403, "it names patients"
    assert auditor.call("POST", f"/jobs/{packed['id']}/file").status_code == 200
