"""Steps of the closing: outcomes that two people froze."""

from sqlalchemy.orm import Session

from notifier.outcomes import freezing
from notifier.outcomes.freezing import Freezing, FrozenSetView
from notifier.vocabulary import Choice, Role
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
