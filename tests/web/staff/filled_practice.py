"""A practice in which every page of the staff's has something to show, for the test that looks at each of them.

Its first campaign runs and is frozen, and everything that can wait for a person waits; its second is a draft.
"""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select

from notifier.patients import matters
from notifier.patients.matters import NewMatter
from notifier.practice import account_links
from notifier.preview.kit import pieces
from notifier.print_runs import screen_copies
from notifier.replies import unmatched_slips
from notifier.replies.unmatched_slips import NewSlip
from notifier.store.tables import Reply
from notifier.vocabulary import Channel, Choice, DeliveryStatus, MatterKind, Pile, Role, Source, Wave
from tests.web.print_run_rows import add_letter, add_run
from tests.web.staff.test_identity_doubt_pages import doubt
from tests.web.staff.test_inbound_text_pages import texted
from tests.web.staff.test_joiner_pages import keep_waiting
from tests.web.staff.test_list_pages import ADA, BOB, DEE, WRONG, give, list_of
from tests.web.staff.test_preview_pages import do_jobs
from tests.web.staff.test_task_pages import freeze
from tests.web.world import CHANNELS, World, load_stationery, send_unverified, submit
from web.context import SampleAccount

RUNNING, DRAFT = 1, 2  # campaigns


class SampleBeside:
    """The switch of an installation whose sample practice is made already."""

    def make(self) -> None:
        """There is one."""

    def accounts(self) -> Sequence[SampleAccount]:
        """One person of it."""
        return (SampleAccount("Morgan Manager", "manager@example.com", "three random words"),)

    def enter(self) -> None:
        """Nobody does."""

    def leave(self) -> str:
        """Nobody does."""
        raise NotImplementedError


def fill(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let happen what a campaign brings, and prepare another. Returns what addresses need and nobody can know before:
    the `reference` of an answer that may be taken back, and the `secret` with which the approver chooses a password.
    """
    freeze(world)
    send_unverified(world.client(), world.code("Bob Test"))
    world.log("Ada Test", Choice.KEEP, Source.PAPER)
    texted(world, "who is this?")
    lost = {"channel": Channel.SMS, "delivery_status": DeliveryStatus.UNKNOWN, "unknown_at": world.now, "attempts": 1}
    add_letter(world, "Cy O'Test", reference="KEPT000009", wave=Wave.REMINDER, **lost)
    copied = add_letter(world, wave=Wave.HAND_OUT)
    add_run(world, {copied: Pile.HAND_OUT, add_letter(world, "Cy O'Test", reference="KEPT000002"): Pile.POST})
    manager = world.accounts[Role.MANAGER]
    complaint = NewMatter(MatterKind.COMPLAINT, "their carer", world.now, "was not told")
    with world.database.writing() as session:
        for name, born in (("Ada Test", "31/03/1980"), ("Nobody Known", "")):
            slip = NewSlip(Choice.KEEP, Source.PAPER, world.now, name=name, born=born, note="torn")
            unmatched_slips.keep_slip(session, world.keys, RUNNING, slip, manager, world.now)
        matters.note_matter(session, world.patients["Bob Test"], complaint, manager, world.now)
        screen_copies.ask_for_copy(session, RUNNING, copied, manager, world.now)
        made = account_links.make_link(session, world.accounts[Role.APPROVER].email, world.now, manager)
        reference = session.execute(select(Reply.reference).where(Reply.source == Source.PAPER)).scalar_one()
    _draft(world, monkeypatch)
    keep_waiting(world)
    doubt(world)
    return {"reference": reference, "secret": made.secret}


def _draft(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second campaign with everything that a worker makes of one, and a list that waits to be stored."""
    monkeypatch.setattr(pieces, "kit_pictures", lambda *_: {"poster": [b"png"]})
    world.prepare(load_stationery(), (*CHANNELS, Channel.FOOTER))
    manager, draft = world.signed_in(Role.MANAGER), f"/staff/campaigns/{DRAFT}"
    patients = f"{draft}/preview/patients"
    submit(manager, f"{patients}/{world.patients['Ada Test']}", patients)
    for asked in ("preview", "rehearsal"):
        submit(manager, f"{draft}/{asked}")
    signed = {"who": "Dr Robin Test", "decided_on": date(2026, 10, 1).isoformat(), "reference": "DPIA 3"}
    submit(manager, f"{draft}/sign-offs/dpia", **signed)
    give(manager, list_of(ADA, BOB, DEE, WRONG))
    do_jobs(world)
