"""What staff see of patients of whom nobody can be sure, and of joiners who wait."""

from datetime import timedelta

from sqlalchemy import select, update

from notifier.patients.list_comparison import COLUMNS
from notifier.store.tables import IdentityDoubt, Patient, PatientList
from notifier.vocabulary import Role
from tests.web.world import World, text


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
    assert "notifier list release" in page
    assert "The last list leaves 1 patient in doubt" in page
    assert "See who" not in page, "an auditor has no reviews"
    assert "See who" in text(world.signed_in(Role.RECEPTION), campaign)
    assert not [name for name in world.patients if name.replace("'", "&#39;") in page]


def test_the_reviews_name_both_and_say_what_to_do(world: World) -> None:
    doubt(world)
    page = text(world.signed_in(Role.RECEPTION), f"/staff/campaigns/{world.campaign_id}/reviews")
    assert "One NHS number, two different people?" in page
    assert "On record: " in page
    assert "Bob Stranger, born 09 Sep 1955" in page
    assert "notifier list settle 1" in page
    assert "There is nothing to look at" not in page


def doubt(world: World) -> None:
    """The list has Bob Stranger under a patient's number."""
    with world.database.writing() as session:
        patient = session.execute(select(Patient).order_by(Patient.id).limit(1)).scalar_one()
        other = {"title": "", "given_name": "Bob", "family_name": "Stranger", "date_of_birth": "1955-09-09"}
        claimed = {name: getattr(patient, name) for name in COLUMNS} | other
        session.add(
            IdentityDoubt(
                list_id=patient.first_list_id, patient_id=patient.id, claimed=claimed, opened_at=world.now, note=""
            )
        )
