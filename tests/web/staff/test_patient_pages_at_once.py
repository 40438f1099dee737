"""Two people log at once, and one logs while the list is imported: nothing is lost, and who comes second is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from notifier.store.tables import Reply, Review
from notifier.vocabulary import Choice, Role
from tests.web.staff.test_list_pages import ADA, BOB, CY, DEE, confirm, given, list_of, numbers, work
from tests.web.world import World, local_day, send_unverified, submit, text


def replies(world: World) -> list[Choice]:
    with world.database.reading() as session:
        return sorted(session.execute(select(Reply.choice)).scalars())


def test_of_two_who_log_one_slip_at_once_the_second_is_asked(world: World) -> None:
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    clients = [world.signed_in(role) for role in (Role.RECEPTION, Role.MANAGER)]
    start = Barrier(2)

    def log(number: int) -> int:
        start.wait()
        slip = {"choice": "keep", "source": "paper", "received": local_day(world.now)}
        return submit(clients[number], patient, **slip).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(log, range(2))) == [303, 409]
    assert replies(world) == [Choice.KEEP]


def test_two_who_contradict_each_other_at_once_are_both_kept_and_the_patient_is_held(world: World) -> None:
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    clients = [world.signed_in(role) for role in (Role.RECEPTION, Role.MANAGER)]
    said = [{"choice": "keep", "source": "phone"}, {"choice": "agree", "source": "counter", "identity_check": "known"}]
    start = Barrier(2)

    def log(number: int) -> str:
        start.wait()
        fields = {**said[number], "received": local_day(world.now), "seen": "0"}
        submit(clients[number], patient, **fields)
        return text(clients[number], f"/staff/campaigns/{world.campaign_id}/desk")

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(log, range(2)))
    assert replies(world) == [Choice.AGREE, Choice.KEEP]
    assert sum("While you had the page open" in page for page in pages) == 1
    world.settle()
    assert not world.outcome("Ada Test").may_be_coded


def test_of_two_who_settle_one_thing_at_once_the_second_is_told_who_was_first(world: World) -> None:
    """A review, and a slip of nobody: each of the two tries both, from the page as it was before."""
    send_unverified(world.client(), world.code("Bob Test"))
    world.settle()
    base = f"/staff/campaigns/{world.campaign_id}"
    clients = [world.signed_in(role) for role in (Role.RECEPTION, Role.MANAGER)]
    slip = {"choice": "keep", "source": "paper", "received": local_day(world.now), "note": "torn"}
    submit(clients[0], f"{base}/slips/new", **slip)
    with world.database.reading() as session:
        review = f"{base}/reviews/{session.execute(select(Review.id)).scalar_one()}"
    before, start = len(replies(world)), Barrier(2)

    def settle(number: int) -> str:
        said = ""
        for address, fields in ((review, {"choice": "keep"}), (f"{base}/slips/1/closed", {})):
            start.wait()
            said += submit(clients[number], address, f"{base}/slips/new", note="rang", **fields).text
            said += text(clients[number], f"{base}/things-to-settle")
        return said

    with ThreadPoolExecutor(2) as pool:
        said = "".join(pool.map(settle, range(2)))
    for words in ("has settled this review already", "has closed it already"):
        assert said.count(words) == 1, words
    assert len(replies(world)) == before + 1, "one conclusion, of one person"


def test_what_is_logged_while_the_list_is_imported_is_kept(world: World) -> None:
    manager, client, start = world.signed_in(Role.MANAGER), world.signed_in(Role.RECEPTION), Barrier(2)
    page = given(world, manager, list_of(ADA.replace("900001", "900009"), BOB, CY, DEE))
    assert confirm(manager, page).status_code == 303
    patients = [f"/staff/campaigns/{world.campaign_id}/patients/{number}" for number in world.patients.values()]

    def log() -> list[int]:
        start.wait()
        fields = {"choice": "keep", "source": "phone", "received": local_day(world.now)}
        return [submit(client, patient, **fields).status_code for patient in patients]

    def store_list() -> None:
        start.wait()
        work(world)

    with ThreadPoolExecutor(2) as pool:
        logged, stored = pool.submit(log), pool.submit(store_list)
        assert logged.result() == [303] * len(patients)
        stored.result()
    assert replies(world) == [Choice.KEEP] * len(patients)
    assert DEE[:10] in numbers(world)
