"""The budget holds what is spent after the launch: nothing goes that would pass it, and a manager lets the rest go."""

import threading
from collections import Counter

import pytest

from notifier.campaigns import approvals
from notifier.delivery.limits import spending
from notifier.delivery.limits.spending import SpendingView
from notifier.errors import NotAllowed, ValueRefused
from notifier.providers.base import Accepted, Refused, Result
from notifier.providers.message_types import Message
from notifier.store.tables import AuditEvent, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, HealthStatus, Role
from notifier.worker import health
from tests.notifier.delivery.limits.breaker_moves import MakeWorld
from tests.notifier.provider_stand_in import StandIn, delivery_sender, drain, statuses, with_texts
from tests.world import World, rows_of

PRICE = 20.0  # pence for a part, and so for a text here: five come to a pound


def with_budget(make_world: MakeWorld, people: int, pounds: int = 1, pence: float = PRICE) -> World:
    world = make_world(first_slice=0, sms_price=pence)
    with_texts(world, people)
    set_budget(world, pounds)
    return world


def set_budget(world: World, pounds: int | None, by: Role = Role.MANAGER) -> None:
    with world.database.writing() as session:
        approvals.set_budget(session, world.campaign_id, pounds, world.staff(by), world.now)


def seen(world: World) -> SpendingView:
    with world.database.reading() as session:
        found = spending.view_spending(session, world.campaign_id, world.settings)
    assert found is not None
    return found


def actions(world: World) -> list[str]:
    with world.database.reading() as session:
        return [event.action for event in rows_of(session, AuditEvent) if "budget" in event.action]


def test_what_would_pass_the_budget_waits_until_a_manager_raises_it_and_goes_once(make_world: MakeWorld) -> None:
    world, provider = with_budget(make_world, 9), StandIn(batch_size=3)
    assert (drain(world, provider), drain(world, provider)) == (5, 0)
    with world.database.reading() as session:
        assert {row.cost for row in rows_of(session, Delivery) if row.cost is not None} == {PRICE * 1000}
    assert (seen(world).spent, seen(world).held) == (1.0, {Channel.SMS: 4})
    assert seen(world).words == "£1.00 of the budget of £1 is spent, and the next text would pass it"
    assert health.examine(world.database, world.settings, {}, world.now).status is HealthStatus.WARNING
    with pytest.raises(NotAllowed, match="manager"):
        set_budget(world, 2, Role.APPROVER)
    with pytest.raises(ValueRefused, match="cannot be taken away"):
        set_budget(world, None)
    set_budget(world, 2)
    assert (drain(world, provider), seen(world).held, seen(world).spent) == (4, {}, 1.8)
    assert set(Counter(provider.references).values()) == {1}
    assert actions(world) == ["campaign.budget_changed", "campaign.budget_reached", "campaign.budget_changed"]


def test_workers_side_by_side_spend_one_budget(make_world: MakeWorld) -> None:
    world = with_budget(make_world, 12)
    providers = [StandIn(batch_size=2), StandIn(batch_size=2)]
    start = threading.Barrier(2)

    def work(provider: StandIn) -> None:
        with delivery_sender(world, provider) as own:
            start.wait()
            own.drain(Channel.SMS, lambda: world.now)

    threads = [threading.Thread(target=work, args=(provider,)) for provider in providers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [reference for provider in providers for reference in provider.references]
    assert (len(sent), len(set(sent))) == (5, 5)
    assert statuses(world) == {DeliveryStatus.ACCEPTED: 5, DeliveryStatus.PLANNED: 7}


def test_what_no_provider_took_is_not_spent(make_world: MakeWorld) -> None:
    world = with_budget(make_world, 8)
    again = Refused(FailReason.UNAVAILABLE, permanent=False)
    results: list[Result] = [again, Refused(FailReason.BAD_ADDRESS, permanent=True), again]

    def answer(message: Message) -> Result:
        return results.pop() if results else Accepted(f"id-{message.reference}")

    provider = StandIn(answer, batch_size=1)
    drain(world, provider)
    assert statuses(world)[DeliveryStatus.ACCEPTED] == 5
    assert seen(world).spent == 1.0


def test_a_campaign_goes_on_by_itself_once_less_turns_out_to_be_spent(make_world: MakeWorld) -> None:
    world, provider = with_budget(make_world, 7), StandIn()
    drain(world, provider)
    assert spending.let_go_what_fits(world.database, world.settings) == 0
    with world.database.writing() as session:  # as when the provider, asked, says that it never had it
        row = next(one for one in rows_of(session, Delivery) if one.delivery_status is DeliveryStatus.ACCEPTED)
        row.delivery_status, row.accepted_at = DeliveryStatus.CANCELLED, None
    assert spending.let_go_what_fits(world.database, world.settings) == 1
    assert (drain(world, provider), seen(world).held) == (1, {Channel.SMS: 1})


def test_without_a_budget_and_without_a_price_everything_goes(make_world: MakeWorld) -> None:
    assert drain(with_budget(make_world, 3, pounds=0, pence=0.0), StandIn()) == 3
