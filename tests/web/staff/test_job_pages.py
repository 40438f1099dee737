"""How far a job is: for the script, for people, and only for those who may ask for one."""

from sqlalchemy import update

from notifier.practice import jobs
from notifier.store.tables import AskedJob
from notifier.vocabulary import JobKind, JobStatus, Role
from tests.web.world import World


def ask(world: World, **values: object) -> int:
    """A job as a page asks for it, and as a worker may have left it."""
    with world.database.writing() as session:
        job_id = jobs.ask_job(session, world.accounts[Role.MANAGER], JobKind.READ_LIST, {"upload": 1}, world.now)
        if values:
            session.execute(update(AskedJob).values(values))
    return job_id


def test_a_job_tells_how_far_it_is(light_world: World) -> None:
    ask(light_world, job_status=JobStatus.RUNNING, done=1200, total=20000, says="reading the rows")
    client = light_world.signed_in(Role.MANAGER)
    page = client.get("/staff/jobs/1").get_data(as_text=True)
    assert "Reading the list" in page
    assert 'http-equiv="refresh"' in page
    assert "1,200 of 20,000" in page
    said = client.get("/staff/jobs/1", headers={"Accept": "application/json"}).get_json()
    assert said == {
        "state": "Under way",
        "over": False,
        "done": 1200,
        "total": 20000,
        "error": "",
        "says": "reading the rows",
        "counted": "1,200 of 20,000",
    }
    assert light_world.signed_in(Role.RECEPTION).get("/staff/jobs/1").status_code == 403
    assert client.get("/staff/jobs/2").status_code == 404


def test_one_that_is_over_leads_to_what_came_of_it_or_says_why_not(light_world: World) -> None:
    ask(light_world, job_status=JobStatus.DONE, ended_at=light_world.now)
    client = light_world.signed_in(Role.MANAGER)
    assert client.get("/staff/jobs/1").status_code == 303
    ask(light_world, job_status=JobStatus.FAILED, error="The file is empty.")
    failed = client.get("/staff/jobs/1").get_data(as_text=True)
    assert "The file is empty." in failed
    assert "refresh" not in failed
