"""A slip of somebody whom nobody finds is kept at the desk, offered to whom it may be of, and logged by a person."""

from notifier.store.tables import Reply
from notifier.vocabulary import Choice, Role, Task
from tests.web.world import World, local_day, submit, text
from tests.world import rows_of


def test_a_slip_is_kept_matched_and_the_second_who_tries_is_told(world: World) -> None:
    client, other = world.signed_in(Role.RECEPTION), world.signed_in(Role.MANAGER)
    base = f"/staff/campaigns/{world.campaign_id}"
    submit(client, f"{base}/desk", query="Adda Quest 31/03/80")
    form = text(client, f"{base}/slips/new?source=paper")
    assert 'value="Adda Quest"' in form  # what was looked for, and stands in no address
    assert 'value="31/03/80"' in form
    typed = {"choice": "", "source": "paper", "received": local_day(world.now), "born": "31/03/1980", "note": "torn"}
    refused = submit(client, f"{base}/slips/new", **typed)
    assert (refused.status_code, "Select what they want" in refused.text, "torn" in refused.text) == (400, True, True)
    kept = submit(client, f"{base}/slips/new", **typed | {"choice": "keep", "name": "A Test"})
    assert (kept.status_code, kept.location) == (303, f"{base}/slips/1")
    page = text(client, kept.location)
    assert "Somebody on the list may be meant, and held until you know" in page
    ada = world.patients["Ada Test"]
    assert f"{base}/slips/1/patients/{ada}" in page
    assert ">It is theirs: log it<span" in " ".join(page.split()).replace("> It", ">It")
    assert "&lt;span" not in page
    assert "1 on today’s list" in text(client, f"{base}/slips")
    assert "1 slip is of people who are not on the list" in text(client, f"{base}/reviews")
    submit(client, f"{base}/slips/1", f"{base}/slips/1", query="Bob")
    assert f"{base}/slips/1/patients/{world.patients['Bob Test']}" in text(client, f"{base}/slips/1")
    matched = submit(client, f"{base}/slips/1/patients/{ada}", f"{base}/slips/1")
    assert (matched.status_code, matched.location, world.woken[-1]) == (303, f"{base}/patients/{ada}", Task.SETTLE)
    for late in (f"patients/{ada}", "closed"):
        answer = submit(other, f"{base}/slips/1/{late}", f"{base}/slips/new", note="x")
        assert (answer.status_code, "has found whose it is already" in answer.text) == (409, True)
    with world.database.reading() as session:
        (reply,) = rows_of(session, Reply)
        assert (reply.choice, reply.note.startswith("torn")) == (Choice.KEEP, True)


def test_a_slip_of_nobody_is_closed_with_a_reason(light_world: World) -> None:
    client, base = light_world.signed_in(Role.RECEPTION), f"/staff/campaigns/{light_world.campaign_id}"
    submit(client, f"{base}/desk", query="http://x.example/s/ZZZZZZZZZZ")
    assert 'name="code" type="text" spellcheck="false" value="ZZZZZZZZZZ"' in text(client, f"{base}/slips/new")
    typed = {"choice": "keep", "source": "phone", "received": local_day(light_world.now), "contact": "07700 900999"}
    kept = submit(client, f"{base}/slips/new", **typed)
    assert (kept.status_code, kept.location) == (303, f"{base}/desk")
    assert "Write why" in submit(client, f"{base}/slips/1/closed", f"{base}/slips/1", note=" ").text
    closed = submit(client, f"{base}/slips/1/closed", f"{base}/slips/1", note="at Hill Surgery")
    assert (closed.status_code, closed.location) == (303, f"{base}/slips")
    assert "There are none" in text(client, f"{base}/slips")
    assert "at Hill Surgery" in text(client, f"{base}/slips/1")
    for address in ("slips/2", "slips/99"):
        assert client.get(f"{base}/{address}").status_code == 404
