"""The queue of a patient's page by itself: opened once, when the first answer comes, and not in that patient's time."""

from collections.abc import Callable
from threading import Event

from notifier.cli.late_wake import LateWake
from notifier.vocabulary import Task
from tests.waiting import ENOUGH, eventually


def test_nothing_is_opened_before_somebody_is_to_be_woken() -> None:
    opened: list[str] = []

    def open_queue() -> Callable[[Task], None]:
        opened.append("the queue")
        return lambda _task: None

    wake = LateWake(open_queue)
    assert not opened
    wake(Task.SETTLE)
    assert eventually(lambda: opened == ["the queue"])


def test_whoever_wakes_does_not_wait_and_all_is_woken_once_it_is_open() -> None:
    may_open, openings, woken = Event(), [0], list[Task]()

    def open_queue() -> Callable[[Task], None]:
        openings[0] += 1
        assert may_open.wait(ENOUGH)
        return woken.append

    wake = LateWake(open_queue)
    for task in (Task.SETTLE, Task.ADVANCE, Task.SETTLE):
        wake(task)
    assert not woken
    may_open.set()
    assert eventually(lambda: sorted(woken) == sorted([Task.SETTLE, Task.ADVANCE, Task.SETTLE]))
    wake(Task.SEND)
    assert woken[-1] is Task.SEND
    assert openings == [1]
