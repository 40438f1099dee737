"""The pages about letters on paper: what came back, what waits at the desk, what was posted."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifier.store.tables import Campaign, Delivery, Displayed, PatientChange, PatientList, Receipt
from notifier.vocabulary import ChangeKind, Channel, DeliveryStatus, Display, FailReason, Pile, Role, Task, Wave
from tests.web.print_run_rows import REFERENCE, add_letter, add_run
from tests.web.world import World, local_day, submit


def campaign(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}"


def the_letter(world: World, reference: str = REFERENCE) -> Delivery:
    with world.database.reading() as session:
        row = session.execute(select(Delivery).where(Delivery.reference == reference)).scalar_one()
        session.expunge(row)
        return row


# --- letters that came back ---


def test_one_envelope_after_the_other_is_recorded_on_one_page(world: World) -> None:
    add_letter(world)
    client, page = world.signed_in(Role.RECEPTION), f"{campaign(world)}/returned"
    empty = client.get(page).get_data(as_text=True)
    assert "None came back so far" in empty
    assert " checked" not in empty
    scan = f"https://surgery.example.com/s/{REFERENCE}"
    done = submit(client, page, reference=scan, reason="gone_away", returned=local_day(world.now))
    assert (done.status_code, done.location) == (303, page)
    row = the_letter(world)
    assert (row.delivery_status, row.fail_reason) == (DeliveryStatus.FAILED, FailReason.RETURNED)
    assert world.woken == [Task.ADVANCE]
    again = client.get(page).get_data(as_text=True)
    assert "Recorded for Ada Test: moved away." in again
    assert "Its posting was never recorded" in again
    assert "1 came back so far" in again
    assert "Told again when the list has a new address" in again
    assert " checked" not in again


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"reference": ""}, 400, "Scan the square on the slip"),
        ({"reference": "Z" * 10}, 409, "No letter of this practice has the reference"),
        ({"reference": "Ada"}, 409, "This is no reference of a letter"),
        ({"reason": ""}, 400, "Select why it came back"),
        ({"reason": "nonsense"}, 400, "Select why it came back"),
        ({"returned": "2999-01-01"}, 400, "Enter the day on which it came back"),
        ({"returned": "2026-11-01"}, 409, "cannot have come back before it was printed"),
    ],
)
def test_a_wrong_envelope_says_what_is_wrong_and_loses_nothing_typed(
    light_world: World, wrong: dict[str, str], status: int, said: str
) -> None:
    add_letter(light_world)
    client, before = light_world.signed_in(Role.MANAGER), light_world.rows()
    fields = {"reference": REFERENCE, "reason": "refused", "returned": local_day(light_world.now)} | wrong
    refused = submit(client, f"{campaign(light_world)}/returned", **fields)
    page = refused.get_data(as_text=True)
    assert refused.status_code == status
    assert said in page
    assert all(f'value="{text}"' in page for text in fields.values() if text and text != "nonsense")
    assert (' value="refused" checked' in page) is (fields["reason"] == "refused")
    assert light_world.rows() == before


# --- letters at the desk ---


def test_a_letter_at_the_desk_is_handed_over_once_and_on_purpose(world: World) -> None:
    add_letter(world, wave=Wave.HAND_OUT)
    client = world.signed_in(Role.RECEPTION)
    listed = client.get(f"{campaign(world)}/hand-outs").get_data(as_text=True)
    patient = f"{campaign(world)}/patients/{world.patients['Ada Test']}"
    assert f'href="{patient}"' in listed
    assert "A letter waits for this patient at the desk" in client.get(patient).get_data(as_text=True)
    by_accident = submit(client, f"{patient}/handed-over", patient, reference=REFERENCE)
    assert by_accident.status_code == 400
    assert "Tick the box when they have the letter" in by_accident.get_data(as_text=True)
    assert the_letter(world).delivery_status is DeliveryStatus.ACCEPTED
    handed = submit(client, f"{patient}/handed-over", patient, reference=REFERENCE, handed="yes")
    assert (handed.status_code, handed.location) == (303, patient)
    assert the_letter(world).delivered_at == world.now
    page = client.get(patient).get_data(as_text=True)
    assert "Ada Test has the letter" in page
    assert "handed over on 23 November 2026" in page
    assert "A letter waits" not in page
    assert "No letter waits" in client.get(f"{campaign(world)}/hand-outs").get_data(as_text=True)


def test_a_telling_in_doubt_is_confirmed_once_somebody_found_out(world: World) -> None:
    add_letter(world, sent_to="Ada Test\n9 Old Road\nYateley\nGU46 7XX", claimed_at=world.now - timedelta(days=2))
    with world.database.writing() as session:
        (imported,) = session.execute(select(PatientList)).scalars().all()
        moved = {"address_lines": ["9 Old Road", "Yateley"], "postcode": "GU46 7XX"}
        said = {"patient_id": world.patients["Ada Test"], "changed_at": world.now - timedelta(days=1), "before": moved}
        session.add(PatientChange(list_id=imported.id, kind=ChangeKind.CHANGED, **said))
    client, patient = world.signed_in(Role.RECEPTION), f"{campaign(world)}/patients/{world.patients['Ada Test']}"
    page = client.get(patient).get_data(as_text=True)
    assert "The letter of 21 November 2026 may have told somebody else" in page
    assert "It went to Ada Test, 9 Old Road, Yateley, GU46 7XX: the record has another number or address by now" in page
    without = submit(client, f"{patient}/told", patient, reference=REFERENCE)
    assert without.status_code == 400
    assert "Write how you know" in without.get_data(as_text=True)
    too_long = submit(client, f"{patient}/told", patient, reference=REFERENCE, told_note="x" * 2_001)
    assert (too_long.status_code, "Shorten the note" in too_long.text) == (400, True)
    confirmed = submit(client, f"{patient}/told", patient, reference=REFERENCE, told_note="She showed it at the desk.")
    assert (confirmed.status_code, confirmed.location) == (303, patient)
    page = client.get(patient).get_data(as_text=True)
    assert "the letter reached Ada Test, and counts" in page
    assert "may have told somebody else" not in page


# --- print runs ---


def test_the_campaign_page_says_how_the_letters_stand(world: World) -> None:
    address = campaign(world)
    assert "Letters</h2>" not in world.signed_in(Role.MANAGER).get(address).get_data(as_text=True)
    kept = {
        add_letter(world): Pile.POST,
        add_letter(world, "Cy O'Test", reference="KEPT000002"): Pile.TRANSCRIPTION,
        add_letter(world, "Bob Test", reference="KEPT000003", wave=Wave.HAND_OUT): Pile.HAND_OUT,
    }
    add_letter(world, "Bob Test", reference="KEPT000004", delivery_status=DeliveryStatus.PLANNED, accepted_at=None)
    run_id = add_run(world, kept)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(channels=[Channel.SMS, Channel.EMAIL, Channel.LETTER]))
    page = world.signed_in(Role.MANAGER).get(address).get_data(as_text=True)
    said = (
        "1 letter waits to be printed",
        "2 letters printed and not posted",
        "1 letter at the desk",
        f'href="{address}/letters"',
    )
    assert [words for words in said if words not in page] == []
    page = world.signed_in(Role.MANAGER).get(f"{address}/letters").get_data(as_text=True)
    assert "handed over one by one" in page
    for pile in ("post", "transcription"):
        assert f'href="{address}/runs/{run_id}/{pile}/posted"' in page
    auditors = world.signed_in(Role.AUDITOR).get(f"{address}/letters").get_data(as_text=True)
    assert "1 not posted yet" in auditors
    assert "/posted" not in auditors


def test_a_posting_is_confirmed_in_numbers_and_recorded_with_its_day(world: World) -> None:
    add_run(world, {add_letter(world): Pile.POST})
    client, page = world.signed_in(Role.MANAGER), f"{campaign(world)}/runs/1/post/posted"
    before = world.rows()
    asked = client.get(page).get_data(as_text=True)
    assert "This will record that 1 letter went into the post" in asked
    assert world.rows() == before
    assert submit(client, page, posted="2999-01-01").status_code == 400
    too_early = submit(client, page, posted="2026-11-01")
    assert too_early.status_code == 409
    assert "No letter that was printed by then waits" in too_early.get_data(as_text=True)
    assert submit(client, page, posted="2026-11-22").status_code == 303
    posted_at = the_letter(world).posted_at
    assert posted_at is not None
    assert local_day(posted_at) == "2026-11-22"
    run_page = client.get(f"{campaign(world)}/runs/1").get_data(as_text=True)
    assert "Recorded: 1 letter was posted." in run_page
    assert "The run was made at the command line, into the folder that was named there" in run_page
    assert "No letter of this run waits" in client.get(page).get_data(as_text=True)
    assert client.get(page.replace("/runs/1/", "/runs/2/")).status_code == 404


def test_what_hangs_in_the_practice_is_on_the_campaigns_page(light_world: World) -> None:
    row = Displayed(
        campaign_id=light_world.campaign_id,
        display=Display.POSTER,
        up=True,
        day=light_world.now.date(),
        text="Waiting room",
        recorded_by=light_world.accounts[Role.MANAGER].id,
        recorded_at=light_world.now,
    )
    with light_world.database.writing() as session:
        session.add(row)
    page = light_world.signed_in(Role.AUDITOR).get(campaign(light_world)).get_data(as_text=True)
    assert [words for words in ("Poster", "Waiting room", "Still up") if words not in page] == []


# --- who may ---


def test_the_desks_pages_refuse_everybody_else_and_change_nothing_when_looked_at(light_world: World) -> None:
    letter = add_letter(light_world, wave=Wave.HAND_OUT)
    add_run(light_world, {letter: Pile.HAND_OUT, add_letter(light_world, reference="KEPT000002"): Pile.POST})
    before = light_world.rows()
    pages = ("returned", "hand-outs", "runs/1/post/posted")
    for role in (Role.AUDITOR, Role.APPROVER):
        client = light_world.signed_in(role)
        for page in pages:
            address = f"{campaign(light_world)}/{page}"
            assert client.get(address).status_code == 403
        for changes in ("returned", "runs/1/post/posted", "patients/1/handed-over"):
            assert submit(client, f"{campaign(light_world)}/{changes}", "/staff/").status_code == 403
    manager = light_world.signed_in(Role.MANAGER)
    assert [manager.get(f"{campaign(light_world)}/{page}").status_code for page in pages] == [200] * 3
    assert light_world.rows() == before
    with light_world.database.reading() as session:
        assert session.execute(select(Receipt.id)).first() is None


# --- letters that could not be made ---


def test_a_letter_that_could_not_be_made_is_listed_with_why_and_what_to_do(world: World) -> None:
    why = "There is no shape for U+30001 CJK UNIFIED IDEOGRAPH-30001. Correct the name on the record."
    add_letter(
        world,
        delivery_status=DeliveryStatus.FAILED,
        fail_reason=FailReason.NOT_RENDERED,
        unmade_because=why,
        accepted_at=None,
    )
    with world.database.writing() as session:
        session.execute(update(Campaign).values(channels=[Channel.SMS, Channel.EMAIL, Channel.LETTER]))
    client = world.signed_in(Role.MANAGER)
    assert "1 letter could not be made" in client.get(campaign(world)).get_data(as_text=True)
    page = client.get(f"{campaign(world)}/unmade-letters").get_data(as_text=True)
    assert why in page
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    assert f'href="{patient}"' in page
    assert why in client.get(patient).get_data(as_text=True)


def test_where_every_letter_could_be_made_the_page_says_so(light_world: World) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    assert "Every letter that was due" in client.get(f"{campaign(light_world)}/unmade-letters").get_data(as_text=True)
    assert "could not be made" not in client.get(campaign(light_world)).get_data(as_text=True)
