"""Steps of the closing: outcomes that two people froze."""

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.outcomes import coding_tasks, differences, freezing
from notifier.outcomes.differences import Differences
from notifier.outcomes.freezing import Freezing, FrozenSetView
from notifier.vocabulary import Choice, CodingTaskKind, Role
from tests.world import World


def answered_three(world: World) -> None:
    """Four people, 29 days after they were told: one agreed, one was silent, one objected, one was never reached."""
    world.import_people(world.person(), world.person(), world.person(), world.person(mobile=None, email=None))
    world.launched(notice_days=28)
    world.until_idle()
    world.answer(world.people[0], Choice.AGREE)
    world.answer(world.people[2], Choice.KEEP)
    world.until_idle()
    world.later(days=29)


def asked_to_freeze(world: World, role: Role) -> Freezing:
    """Let the person with this role ask for freezing: it is proposed, or closed."""
    with world.database.writing() as session:
        return freezing.freeze(session, world.campaign_id, world.staff(role), world.now, [])


def frozen(world: World) -> FrozenSetView:
    """Have the manager propose and the approver close what follows now."""
    asked_to_freeze(world, Role.MANAGER)
    done = asked_to_freeze(world, Role.APPROVER)
    assert done.is_closed, done
    return done.set


def outcomes_in(session: Session, frozen_set_id: int) -> dict[str, str]:
    """What a set says of each patient: by NHS number, the outcome or the reason to hold."""
    rows = freezing.frozen_outcomes(session, frozen_set_id)
    return {row.nhs_number: row.reason.value or row.outcome.value for row in rows}


def compared(world: World) -> Differences:
    """Compare what was frozen with what follows now."""
    with world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        return differences.find_differences(session, campaign, world.now)


def open_kinds(world: World) -> dict[str, CodingTaskKind]:
    """What is to be done with codes, by NHS number."""
    with world.database.reading() as session:
        return {task.nhs_number: task.kind for task in coding_tasks.open_tasks(session, world.campaign_id)}


def finished(world: World, task_id: int, note: str = "code removed, patient called") -> None:
    """Have a receptionist finish a task."""
    with world.database.writing() as session:
        coding_tasks.finish_task(session, task_id, world.staff(Role.RECEPTION), note, world.now)
