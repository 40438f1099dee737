"""Everything that waits for a person stands in one list, the oldest first, and leads to where it is settled."""

from datetime import timedelta

from notifier.patients import matters
from notifier.patients.matters import NewMatter
from notifier.replies import unmatched_slips
from notifier.replies.unmatched_slips import NewSlip
from notifier.vocabulary import Choice, MatterKind, Role, Source
from tests.web.staff.test_identity_doubt_pages import doubt
from tests.web.staff.test_inbound_text_pages import texted
from tests.web.world import World, send_unverified, text


def test_all_kinds_stand_in_one_list_the_oldest_first_and_each_leads_on(light_world: World) -> None:
    world, desk = light_world, light_world.accounts[Role.RECEPTION]
    base = f"/staff/campaigns/{world.campaign_id}"
    client, manager = world.signed_in(Role.RECEPTION), world.signed_in(Role.MANAGER)
    queue = f"{base}/things-to-settle"
    assert "Nothing waits for anybody" in text(client, queue)
    ada = world.patients["Ada Test"]
    with world.database.writing() as session:
        complaint = NewMatter(MatterKind.COMPLAINT, "her carer", world.now, "not asked")
        matters.note_matter(session, ada, complaint, desk, world.now)
        came = world.now - timedelta(days=3)
        slip = NewSlip(Choice.KEEP, Source.PAPER, came, name="Nobody Known")
        unmatched_slips.keep_slip(session, world.keys, world.campaign_id, slip, desk, came)
    send_unverified(world.client(), world.code("Bob Test"))
    texted(world, "who is this?")
    doubt(world)
    page = text(client, queue)
    leads = [f"{base}/slips/1", f"{base}/reviews/1", f"{base}/inbound-texts", f"{base}/patients/{ada}/matters/1"]
    assert all(f'href="{address}"' in page for address in leads)
    assert page.index(f'{base}/slips/1"') < page.index(f'{base}/reviews/1"')
    assert "26 November 2026" in page  # by which the complaint is to be acknowledged
    assert f"{base}/identity-doubts/1" not in page, "a manager's"
    assert f"{base}/identity-doubts/1" in text(manager, queue)
    only = text(client, f"{queue}?kind=slip")
    assert "Nobody Known" in only
    assert f"{base}/reviews/1" not in only


def test_whoever_logged_an_answer_sees_that_somebody_else_settles_it(light_world: World) -> None:
    world = light_world
    world.log("Ada Test", Choice.KEEP, Source.PAPER)
    world.settle()
    world.log("Ada Test", Choice.AGREE, Source.PHONE)
    world.settle()
    queue = f"/staff/campaigns/{world.campaign_id}/things-to-settle"
    pages = {role: text(world.signed_in(role), queue) for role in (Role.RECEPTION, Role.MANAGER)}
    own = [role for role, page in pages.items() if "You logged it: somebody else settles it" in page]
    assert len(own) == 1
