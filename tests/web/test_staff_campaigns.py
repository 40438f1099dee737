"""The pages about campaigns: figures, preview, approval and the four steps."""

from notifier import overview
from notifier.overview import CampaignView
from notifier.vocabulary import CampaignStatus, Role
from tests.web.world import World, answer, submit


def seen(world: World) -> CampaignView:
    with world.database.reading() as session:
        return overview.view(session, world.practice_id, world.campaign_id, world.settings.public_url)


def test_the_list_says_how_each_campaign_stands(world: World) -> None:
    page = world.signed_in(Role.AUDITOR).get("/staff/").get_data(as_text=True)
    assert "Summary Care Record 2026" in page
    assert "Running" in page


def test_the_campaign_page_counts_and_names_nobody(world: World) -> None:
    world.client().post(f"/r/{world.code()}", data=answer())
    world.settle()
    client = world.signed_in(Role.AUDITOR)
    page = client.get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert '<span class="fn-count" data-count="patients">3</span>' in page
    assert not [name for name in world.patients if name.replace("'", "&#39;") in page]
    figures = client.get(f"/staff/campaigns/{world.campaign_id}/counts").get_json()["figures"]
    assert figures["reply-keep"] == "1"
    assert all(f'data-count="{name}"' in page for name in figures)


def test_the_preview_shows_the_texts_and_the_warning_before_the_button(drafted: World) -> None:
    page = (
        drafted.signed_in(Role.APPROVER).get(f"/staff/campaigns/{drafted.campaign_id}/preview").get_data(as_text=True)
    )
    assert "Featherstonehaugh" in page
    assert page.index("GMS Contracts Regulations") < page.index("Approve exactly this")


def test_an_approver_approves_what_was_on_the_screen(drafted: World) -> None:
    client = drafted.signed_in(Role.APPROVER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    preview = seen(drafted).preview
    assert preview is not None
    done = submit(
        client, f"{address}/approve", f"{address}/preview", fingerprint=preview.fingerprint, sign_off="minute 7"
    )
    assert done.status_code == 303
    assert seen(drafted).campaign_status is CampaignStatus.APPROVED
    assert "You approved this campaign" in client.get(address).get_data(as_text=True)


def test_an_approval_of_something_else_is_refused_and_says_why(drafted: World) -> None:
    client = drafted.signed_in(Role.APPROVER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    refused = submit(client, f"{address}/approve", f"{address}/preview", fingerprint="0" * 64, sign_off="minute 7")
    assert refused.status_code == 409
    assert "preview it again" in refused.get_data(as_text=True)
    assert seen(drafted).campaign_status is CampaignStatus.DRAFT


def test_the_launch_says_in_numbers_what_it_will_do_before_it_does_it(drafted: World) -> None:
    approver = drafted.signed_in(Role.APPROVER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    preview = seen(drafted).preview
    assert preview is not None
    submit(approver, f"{address}/approve", f"{address}/preview", fingerprint=preview.fingerprint, sign_off="minute 7")
    manager = drafted.signed_in(Role.MANAGER)
    page = manager.get(f"{address}/launch").get_data(as_text=True)
    assert "This will text 1 person, email 1 person and print letters for 1 person." in page
    assert "42 days" in page
    assert seen(drafted).campaign_status is CampaignStatus.APPROVED
    assert submit(manager, f"{address}/launch").status_code == 303
    assert seen(drafted).campaign_status is CampaignStatus.RUNNING
    assert drafted.rung == ["advance"]


def test_a_draft_cannot_be_launched(drafted: World) -> None:
    manager = drafted.signed_in(Role.MANAGER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    assert "This cannot be done" in manager.get(f"{address}/launch").get_data(as_text=True)
    assert submit(manager, f"{address}/launch", address).status_code == 409
    assert seen(drafted).campaign_status is CampaignStatus.DRAFT


def test_a_manager_pauses_resumes_and_closes(world: World) -> None:
    manager = world.signed_in(Role.MANAGER)
    address = f"/staff/campaigns/{world.campaign_id}"
    for step, expected in (("pause", "paused"), ("resume", "running"), ("close", "closed")):
        assert submit(manager, f"{address}/{step}").status_code == 303
        assert seen(world).campaign_status == expected
    assert "cannot be done" in manager.get(f"{address}/resume").get_data(as_text=True)


def test_looking_at_a_step_changes_nothing(light_world: World) -> None:
    manager = light_world.signed_in(Role.MANAGER)
    before = light_world.rows()
    for step in ("launch", "pause", "resume", "close"):
        manager.get(f"/staff/campaigns/{light_world.campaign_id}/{step}")
    assert light_world.rows() == before
