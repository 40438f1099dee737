"""The approval, the check list with its decisions and budget, as pages."""

import re

from sqlalchemy import update
from werkzeug.test import TestResponse

from notifier.campaigns import approvals, editing, lifecycle
from notifier.evidence.signatures import sign_due
from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView
from notifier.store.signing_keys import in_groups, signing_key
from notifier.store.tables import Campaign, Spending
from notifier.vocabulary import CampaignStatus, Channel, Role, Task
from tests.html_check import CheckedClient
from tests.web.world import World, submit


def seen(world: World) -> CampaignView:
    with world.database.reading() as session:
        return campaign_view.view_campaign(session, world.practice_id, world.campaign_id, world.settings.reply_channels)


def test_a_code_for_who_says_nothing_is_ticked_by_nobody_and_needs_a_reason(drafted: World) -> None:
    address = f"/staff/campaigns/{drafted.campaign_id}"
    client = drafted.signed_in(Role.APPROVER)
    page = client.get(f"{address}/approval").get_data(as_text=True)
    assert "Patients who say nothing get no code" in page
    assert re.findall(r'<input[^>]*name="silent_code"[^>]*>', page)
    assert not re.findall(r'<input[^>]*name="silent_code"[^>]*checked', page)
    words = {"fingerprint": seen(drafted).to_approve, "sign_off": "minute 7", "silent_code": "9Ndo"}
    refused = submit(client, f"{address}/approval", **words)
    assert refused.status_code == 409
    assert "needs both, which it is and why" in refused.get_data(as_text=True)
    done = submit(client, f"{address}/approval", **words, silent_because="minute 8")
    assert done.status_code == 303
    approved = client.get(f"{address}/approval").get_data(as_text=True)
    assert "Also for patients who said nothing: 9Ndo, because: minute 8" in approved


def test_an_approver_approves_what_was_on_the_screen(drafted: World) -> None:
    client = drafted.signed_in(Role.APPROVER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    done = submit(client, f"{address}/approval", fingerprint=seen(drafted).to_approve, sign_off="minute 7")
    assert done.status_code == 303
    assert seen(drafted).campaign_status is CampaignStatus.APPROVED
    assert "You approved this campaign" in client.get(address).get_data(as_text=True)


def test_whoever_approves_sees_the_key_that_signs_the_record(drafted: World) -> None:
    address = f"/staff/campaigns/{drafted.campaign_id}/approval"
    client = drafted.signed_in(Role.APPROVER)
    assert "signed with the key" not in client.get(address).get_data(as_text=True), "none was announced yet"
    sign_due(drafted.database, drafted.settings, drafted.now)
    page = client.get(address).get_data(as_text=True)
    assert in_groups(signing_key(drafted.settings).fingerprint) in page


def test_an_approval_of_something_else_is_refused_and_says_why(drafted: World) -> None:
    client = drafted.signed_in(Role.APPROVER)
    address = f"/staff/campaigns/{drafted.campaign_id}"
    refused = submit(client, f"{address}/approval", fingerprint="0" * 64, sign_off="minute 7")
    assert refused.status_code == 409
    assert "preview it again" in refused.get_data(as_text=True)
    assert seen(drafted).campaign_status is CampaignStatus.DRAFT


def test_the_approval_shows_what_changed_since_the_last_one_line_by_line(light_draft: World) -> None:
    world, address = light_draft, f"/staff/campaigns/{light_draft.campaign_id}/approval"
    manager = world.signed_in(Role.MANAGER)
    assert "Nobody has approved this campaign before" in manager.get(address).get_data(as_text=True)
    world.approve()
    assert "Nothing: it is exactly what Sam Approver approved" in manager.get(address).get_data(as_text=True)
    with world.database.writing() as session:
        before = lifecycle.current_texts(session, world.campaign_id)["sms"].body
        body, account = f"{before.rstrip()} Ring us.\n", world.accounts[Role.MANAGER]
        editing.edit_text(session, world.campaign_id, "sms", body, account, world.now)
        approvals.set_budget(session, world.campaign_id, 900, account, world.now)
    page = manager.get(address).get_data(as_text=True)
    rows = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"Budget +As approved +none +As it is now +£900", rows)
    assert re.search(r"Text message +As approved +version 1 +As it is now +version 2", rows)
    assert "Ring us.</ins>" in page
    assert page.count("<del>") == page.count("<ins>") == 1


def test_a_spent_budget_is_said_and_raised_on_its_page(light_draft: World) -> None:
    world, address = light_draft, f"/staff/campaigns/{light_draft.campaign_id}"
    world.launch()
    manager = world.signed_in(Role.MANAGER)
    assert "The budget is spent" not in manager.get(address).text
    with world.database.writing() as session:
        session.execute(update(Campaign).values(budget=1))
        held = {"held": [Channel.SMS.value], "held_since": world.now, "held_at_spent": 100_000}
        session.add(Spending(campaign_id=world.campaign_id, spent=100_000, **held))
    assert "The budget is spent" in manager.get(address).text
    assert "1 text waits since" in manager.get(address).text
    for pounds, status in (("", 400), ("50", 303)):
        edition = editing_of(manager, f"{address}/budget")
        assert submit(manager, f"{address}/budget", pounds=pounds, edition=edition).status_code == status
    page = manager.get(address).text
    assert "The budget is spent" not in page
    assert "About £0.00 of the budget of £50 is spent" in page
    assert world.woken == [Task.ADVANCE]


def test_the_check_list_has_a_page_for_each_decision_and_for_the_budget(light_draft: World) -> None:
    world, address = light_draft, f"/staff/campaigns/{light_draft.campaign_id}"
    manager = world.signed_in(Role.MANAGER)
    page = manager.get(f"{address}/check-list").get_data(as_text=True)
    assert page.count("Sample entry, for invented patients only") == 4
    assert "1 thing has to be done before it can be launched" in page
    refused = record(manager, world, who="", decided_on="2999-01-01", reference="DPIA 3")
    text = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert 'id="who-error"' in text
    assert 'id="decided_on-error"' in text
    assert 'value="DPIA 3"' in text, "what was typed is still there"
    stale = editing_of(manager, f"{address}/sign-offs/dpia")
    done = record(manager, world, who="Dr <b>", decided_on="2026-10-01", reference="DPIA 3")
    assert done.status_code == 303
    page = manager.get(f"{address}/check-list").get_data(as_text=True)
    assert "Dr &lt;b&gt;, 1 October 2026" in page
    late = record(manager, world, edition=stale, who="Dr Late", decided_on="2026-10-02", reference="DPIA 4")
    assert late.status_code == 409
    assert "Sam Manager changed the sign-offs" in late.text
    assert 'value="DPIA 4"' in late.text
    assert manager.get(f"{address}/sign-offs/lawyer").status_code == 404
    for typed, status in (("many", 400), ("1000001", 400), ("£2,500", 303)):
        edition = editing_of(manager, f"{address}/budget")
        assert submit(manager, f"{address}/budget", pounds=typed, edition=edition).status_code == status
    assert "the budget is £2,500" in manager.get(f"{address}/budget").get_data(as_text=True).lower()
    auditor = world.signed_in(Role.AUDITOR)
    assert auditor.get(f"{address}/check-list").status_code == 200
    assert auditor.get(f"{address}/sign-offs/dpia").status_code == auditor.get(f"{address}/budget").status_code == 403


def test_who_prepared_it_finds_no_button_and_reads_why(light_draft: World) -> None:
    world, address = light_draft, f"/staff/campaigns/{light_draft.campaign_id}/approval"
    manager = world.signed_in(Role.MANAGER).get(address).get_data(as_text=True)
    assert "Approve exactly this" not in manager
    assert "A person with the role approver" in manager


def editing_of(client: CheckedClient, address: str) -> str:
    """The edition of the campaign that the form at an address is made from."""
    found = re.search(r'name="edition" value="([^"]+)"', client.get(address).get_data(as_text=True))
    assert found
    return found.group(1)


def record(client: CheckedClient, world: World, edition: str = "", **fields: str) -> TestResponse:
    """Send the form of the impact assessment, as it stands now or as it was made from an earlier edition."""
    address = f"/staff/campaigns/{world.campaign_id}/sign-offs/dpia"
    return submit(client, address, edition=edition or editing_of(client, address), **fields)
