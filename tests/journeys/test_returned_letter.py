"""Letters on paper, through the commands: printed, posted, returned, told anew, handed over; what each counts for."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.store.tables import Delivery, Notice, Patient
from notifier.vocabulary import DeliveryStatus
from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.notifier.print_runs.print_run_steps import manifest_of
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOTICE_DAYS = 28
STAYS, MOVED, NOWHERE = (str(sample_number(number)) for number in (1, 2, 3))
HEADINGS = (
    "NHS Number",
    "Title",
    "Given Name",
    "Family Name",
    "Date of Birth",
    "Number and Street",
    "Town",
    "Postcode",
)
NO_ADDRESS = ("No fixed abode", "", "ZZ99 3VZ")


class Journey:
    """One practice whose patients have neither phone nor email; `day` is counted from the launch."""

    def __init__(self, folder: Path, database_url: str, snapshots: Snapshots) -> None:
        nobody_posts = {"NOTIFIER_LETTER_PROVIDER": ""}  # as any practice has it, a sample one too
        self.folder, self.practice = folder, Practice(folder, database_url, LAUNCH, nobody_posts)
        self.practice.set_up(snapshots)
        self.campaign_id = self.practice.launch(self.list("12 Old Road"), notice_days=NOTICE_DAYS, channels="letter")

    def list(self, address_of_moved: str) -> Path:
        """A list export."""
        homes = {
            STAYS: ("1 Mill Lane", "Blackwater", "GU17 9XX"),
            MOVED: (address_of_moved, "Blackwater", "GU17 9XX"),
            NOWHERE: NO_ADDRESS,
        }
        path = self.folder / "list.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            for number, home in homes.items():
                writer.writerow((number, "Mx", "Given", f"Family{number[-3:]}", "31-Mar-1980", *home))
        return path

    def at(self, day: int) -> None:
        self.practice.now = LAUNCH + timedelta(days=day)

    def prints(self) -> dict[str, str]:
        """Print a run; returns patient -> pile."""
        run = self.practice.json("letters", self.campaign_id, "--out", self.folder / "print", "--staff", MANAGER)
        piles = {one["reference"]: one["pile"] for one in manifest_of(Path(run["folder"]))["letters"]}
        return {
            number: piles[self.reference(number)]
            for number in (STAYS, MOVED, NOWHERE)
            if self.reference(number) in piles
        }

    def reference(self, number: str) -> str:
        """Of the patient's latest letter that was printed."""
        query = (
            select(Delivery.reference)
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Patient, Patient.id == Notice.patient_id)
            .where(Patient.nhs_number == number, Delivery.delivery_status == DeliveryStatus.ACCEPTED)
            .order_by(Delivery.id.desc())
            .limit(1)
        )
        database = self.practice.open_database()
        with database.reading() as session:
            reference = session.execute(query).scalar_one_or_none() or ""
        database.close()
        return reference

    def standing(self, number: str) -> str:
        """The outcome, or why the patient is held."""
        found = self.practice.json("outcomes", self.campaign_id)["patients"]
        (one,) = (one for one in found if one["nhs_number"] == number)
        return str(one["reason"] or one["outcome"])


def test_only_who_has_a_letter_in_hand_for_the_whole_period_may_be_coded(
    tmp_path: Path, sqlite_url: str, snapshots: Snapshots
) -> None:
    journey = Journey(tmp_path, sqlite_url, snapshots)
    journey.practice.run("send", "--until-idle")
    assert not list(journey.practice.outbox()), "letters wait for the print run, however often is sent"
    assert journey.prints() == {STAYS: "post", MOVED: "post", NOWHERE: "hand_out"}
    at_the_desk = journey.reference(NOWHERE)
    journey.practice.run("posted", journey.campaign_id, "--staff", RECEPTION)

    journey.at(day=5)
    slip = f"https://surgery.example.com/s/{journey.reference(MOVED)}"
    journey.practice.run("returned", slip, "--because", "gone_away", "--staff", RECEPTION)
    (listed,) = journey.practice.json("returned", "--list", journey.campaign_id)["returned"]
    assert (listed["full_name"], listed["reason"]) == (f"Mx Given Family{MOVED[-3:]}", "gone_away")
    assert "already" in journey.practice.run("returned", slip, "--because", "refused", "--staff", RECEPTION, status=1)

    journey.at(day=NOTICE_DAYS + 1)
    assert [journey.standing(number) for number in (STAYS, MOVED, NOWHERE)] == [
        *("may_code_silent", "not_informed", "not_informed")
    ]

    journey.practice.run("list", "import", journey.list("2 New Road"), "--staff", MANAGER)
    assert journey.prints() == {MOVED: "post"}
    assert journey.standing(MOVED) == "not_informed", "it is not in the post yet"
    journey.practice.run("posted", journey.campaign_id, "--staff", RECEPTION)
    journey.practice.run("handed", at_the_desk, "--staff", RECEPTION)
    journey.at(day=2 * NOTICE_DAYS + 1)
    assert [journey.standing(number) for number in (MOVED, NOWHERE)] == ["notice_running"] * 2
    journey.at(day=2 * NOTICE_DAYS + 2)
    assert [journey.standing(number) for number in (STAYS, MOVED, NOWHERE)] == ["may_code_silent"] * 3
    assert "events, head" in journey.practice.run("audit", "verify")
