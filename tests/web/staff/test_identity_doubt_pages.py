"""What staff see of patients of whom nobody can be sure, and of joiners who wait."""

from datetime import timedelta

from sqlalchemy import select, update

from notifier.patients.patient_records import COLUMNS
from notifier.store.tables import IdentityDoubt, Patient, PatientList
from notifier.vocabulary import Role, Task
from tests.web.world import World, submit, text


def test_the_campaign_page_says_who_waits_and_that_somebody_is_in_doubt(world: World) -> None:
    campaign = f"/staff/campaigns/{world.campaign_id}"
    page = text(world.signed_in(Role.AUDITOR), campaign)
    assert "joined with the last list" not in page
    assert "Who is who?" not in page
    with world.database.writing() as session:
        session.execute(update(PatientList).values(joiners_from=world.now + timedelta(hours=5)))
    doubt(world)
    page = text(world.signed_in(Role.AUDITOR), campaign)
    assert "3 people who joined with the last list wait until" in page
    assert "a manager can have them told at once" in page
    assert "Have them told now" not in page, "an auditor lets nobody go"
    assert "The last list leaves 1 patient in doubt" in page
    assert "See who" not in page, "an auditor has no reviews"
    assert "See who" in text(world.signed_in(Role.RECEPTION), campaign)
    assert not [name for name in world.patients if name.replace("'", "&#39;") in page]


def test_the_reviews_name_both_and_say_what_to_do(world: World) -> None:
    doubt(world)
    page = text(world.signed_in(Role.RECEPTION), f"/staff/campaigns/{world.campaign_id}/reviews")
    assert "One NHS number, two different people?" in page
    assert "On record: " in page
    assert "Bob Stranger, born 9 September 1955" in page
    assert "a manager settles whether it is one person, or two" in page
    assert "/identity-doubts/" not in page, "reception finds out, and a manager settles"
    assert "There is nothing to look at" not in page
    assert f'href="{address(world)}"' in text(world.signed_in(Role.MANAGER), reviews(world))


def test_the_patient_page_says_that_nobody_knows_who_it_is_and_not_that_an_answer_came(world: World) -> None:
    place = f"/staff/campaigns/{world.campaign_id}/patients/{doubt(world)}"
    page = text(world.signed_in(Role.RECEPTION), place)
    assert "an answer, or who the patient is, has to be looked at" in page
    assert "another person has this NHS number" in page
    assert f'href="{reviews(world)}"' in page


def test_the_patient_page_says_what_of_the_list_nobody_could_read(world: World) -> None:
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    assert "What could not be read" not in text(world.signed_in(Role.RECEPTION), patient)
    with world.database.writing() as session:
        unread = "a consent that nobody understands: <perhaps>"
        session.execute(update(Patient).where(Patient.id == world.patients["Ada Test"]).values(doubt=unread))
    page = text(world.signed_in(Role.RECEPTION), patient)
    assert "something on the list could not be read" in page
    assert "a consent that nobody understands: &lt;perhaps&gt;." in page
    assert "until this is put right in the clinical system" in page


def test_a_manager_settles_that_it_is_one_person_after_all(world: World) -> None:
    patient_id = doubt(world)
    manager = world.signed_in(Role.MANAGER)
    page = text(manager, address(world))
    assert "Bob Stranger, born 9 September 1955" in page
    assert "who is told anew" in page
    refused = submit(manager, address(world), found="same", note=" ")
    assert refused.status_code == 400
    assert "Write how you found out" in refused.get_data(as_text=True)
    assert "Shorten the note" in submit(manager, address(world), found="same", note="x" * 2_001).text
    assert submit(manager, address(world), found="same", note="rang her: she married").status_code == 303
    with world.database.reading() as session:
        assert session.get_one(Patient, patient_id).family_name == "Stranger"
        settled = session.execute(select(IdentityDoubt)).scalar_one()
        assert (settled.is_same, settled.note) == (True, "rang her: she married")
    assert manager.get(address(world)).status_code == 404
    assert Task.ADVANCE in world.woken


def test_a_manager_settles_that_they_are_two_and_the_desk_says_whose_number_it_was(world: World) -> None:
    patient_id = doubt(world)
    manager = world.signed_in(Role.MANAGER)
    assert submit(manager, address(world), note="seen in the clinical system").status_code == 400
    assert submit(manager, address(world), found="two", note="seen in the clinical system").status_code == 303
    desk = world.signed_in(Role.RECEPTION)
    earlier = text(desk, f"/staff/campaigns/{world.campaign_id}/patients/{patient_id}")
    assert "This NHS number is another person’s" in earlier
    with world.database.reading() as session:
        now = session.execute(select(Patient).where(Patient.family_name == "Stranger")).scalar_one()
        number, now_id = now.nhs_number, now.id
    assert "another person’s" not in text(desk, f"/staff/campaigns/{world.campaign_id}/patients/{now_id}")
    found = submit(desk, f"/staff/campaigns/{world.campaign_id}/desk", query=number)
    page = text(desk, found.location)
    assert "Bob Stranger" in page
    assert "Ada Test" in page
    assert page.count("now another person’s") == 1


def test_a_manager_settles_whether_two_numbers_are_one_person(world: World) -> None:
    doubt(world, other="Cy O'Test")
    manager = world.signed_in(Role.MANAGER)
    assert "may be one whom we know by another number" in text(
        manager, f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    )
    refused = submit(manager, address(world), note="looked")
    assert refused.status_code == 400
    assert "Select whether this is one person" in refused.get_data(as_text=True)
    assert submit(manager, address(world), found="two", note="both came to the desk").status_code == 303
    assert "Settled: two people." in text(manager, reviews(world))
    with world.database.reading() as session:
        assert session.execute(select(IdentityDoubt.is_same)).scalar_one() is False


def test_nobody_but_a_manager_settles_who_is_who(world: World) -> None:
    doubt(world)
    for role in (Role.RECEPTION, Role.APPROVER, Role.AUDITOR):
        assert world.signed_in(role).get(address(world)).status_code == 403


def reviews(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/reviews"


def address(world: World) -> str:
    """The page that settles the one doubt."""
    with world.database.reading() as session:
        doubt_id = session.execute(select(IdentityDoubt.id)).scalar_one()
    return f"/staff/campaigns/{world.campaign_id}/identity-doubts/{doubt_id}"


def doubt(world: World, other: str = "") -> int:
    """The list has Bob Stranger under Ada Test's number, or her, who may be `other`; returns who she is."""
    with world.database.writing() as session:
        patient = session.execute(select(Patient).where(Patient.id == world.patients["Ada Test"])).scalar_one()
        stranger = {"title": "", "given_name": "Bob", "family_name": "Stranger", "date_of_birth": "1955-09-09"}
        claimed = {name: getattr(patient, name) for name in COLUMNS} | stranger
        session.add(
            IdentityDoubt(
                list_id=patient.first_list_id,
                patient_id=patient.id,
                other_patient_id=world.patients.get(other),
                claimed={} if other else claimed,
                opened_at=world.now,
                note="",
            )
        )
    return world.patients["Ada Test"]
