"""Names as lists have them, by letter, at the desk, by email, by text and on the pages: what comes out of each."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from notifier.store.tables import Delivery, Notice, Patient
from notifier.vocabulary import DeliveryStatus, Pile
from tests.journeys.driver import MANAGER, RECEPTION, Desk, Page, Practice
from tests.notifier.print_runs.print_run_steps import manifest_of
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BORN = date(1980, 3, 31)
HEADINGS = (
    *("NHS Number", "Title", "Given Name", "Family Name", "Date of Birth", "Number and Street", "Town", "Postcode"),
    *("Mobile Telephone", "E-mail Address"),
)
DEBRIS = frozenset("\u200b\u202e\u2067\u2069\u00ad\ufe0f\U0001f600")


@dataclass(frozen=True)
class Kind:
    """A name as the list has it, and as the patient reads it: in the window, and after "Dear"."""

    recorded: tuple[str, str, str]
    window: str
    greeted: str
    is_shaped: bool = False
    said: str = ""  # what the import says of it


KINDS = (
    Kind(("Mrs", "Siân", "Llŷr-Gŵilym"), "Mrs Siân Llŷr-Gŵilym", "Mrs Llŷr-Gŵilym"),
    Kind(("MR", "JOHN", "MCDONALD"), "Mr John McDonald", "Mr McDonald"),
    Kind(("MRS", "MARY-ANN", "VAN DER BERG"), "Mrs Mary-Ann van der Berg", "Mrs van der Berg"),
    Kind(("Mr", "Seán", "O'BRIEN"), "Mr Seán O'Brien", "Mr O'Brien"),
    Kind(("ms", "jane", "smith"), "Ms Jane Smith", "Ms Smith"),
    Kind(("Rev. Dr.", "A.", "St. John-Smythe"), "Rev. Dr. A. St. John-Smythe", "Rev. Dr. St. John-Smythe"),
    Kind(("Mr", "John (aka Jack)", "Smith *CARER*"), "Mr John Smith", "Mr Smith", said="a note in the name"),
    Kind(("Mr", "Jo \U0001f600", "Smiley"), "Mr Jo Smiley", "Mr Smiley", said="U+1F600 GRINNING FACE"),
    Kind(("Mr", "Ann\u200bna", "\u202eevil"), "Mr Annna Evil", "Mr Evil", said="U+202E RIGHT-TO-LEFT OVERRIDE"),
    Kind(("Mr", "JosÃ©", "NÃºÃ±ez"), "Mr JosÃ© NÃºÃ±ez", "Mr NÃºÃ±ez", said="likely Núñez"),
    Kind(
        ("Mr", "Test", "ZZZTest DO NOT USE"), "Mr Test ZZZTest DO NOT USE", "Mr ZZZTest DO NOT USE", said="test entry"
    ),
    Kind(("Mr", "Ivan", "Петров"), "Mr Ivan Петров", "Mr Петров"),
    Kind(("Ms", "小明", "王"), "Ms 小明 王", "Ms 王", is_shaped=True),
    Kind(("Mr", "محمد", "الأحمد"), "Mr محمد الأحمد", "Mr الأحمد", is_shaped=True),
    Kind(("Mr", "ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ"), "Mr ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "Mr ਸਿੰਘ", is_shaped=True),
    Kind(("Ms", "Nữ", "Ậ̀ Stacḳ̂"), "Ms Nữ Ậ̀ Stacḳ̂", "Ms Ậ̀ Stacḳ̂", is_shaped=True),
)
PLACES = ("1 Elm Road \U0001f600", "Fleet", "GU51 2QB")
NOWHERE = ("No fixed abode", "", "ZZ99 3VZ")


class Journey:
    """One practice with each kind of name four times: by post, at the desk, by email and by text."""

    def __init__(self, folder: Path, database_url: str, snapshots: Snapshots) -> None:
        self.folder, self.practice = folder, Practice(folder, database_url, LAUNCH)
        self.practice.set_up(snapshots)
        self.numbers = {
            (way, kind): str(sample_number(1 + at))
            for at, (way, kind) in enumerate((way, kind) for way in ("post", "desk", "email", "sms") for kind in KINDS)
        }
        self.export = folder / "list.csv"
        with self.export.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows((HEADINGS, *self._rows()))
        self.checked = self.practice.run("list", "check", self.export) + self._remarks()
        self.campaign_id = self.practice.launch(self.export, channels="sms,email,letter")

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for at, ((way, kind), number) in enumerate(self.numbers.items()):
            home = NOWHERE if way == "desk" else PLACES
            mobile = f"07700 900{at:03d}" if way == "sms" else ""
            email = f"p{at}@example.com" if way == "email" else ""
            yield number, *kind.recorded, "31-Mar-1980", *home, mobile, email

    def _remarks(self) -> str:
        report = self.practice.json("list", "check", self.export)
        return "\n".join(remark["why"] for person in report["people"] for remark in person["remarks"])

    def prints(self) -> Mapping[str, tuple[Path, Pile]]:
        """Print a run; returns the file and the pile of each letter by its patient's number."""
        run = self.practice.json("letters", self.campaign_id, "--out", self.folder / "print", "--staff", MANAGER)
        folder = Path(run["folder"])
        listed = {one["reference"]: (folder / one["file"], Pile(one["pile"])) for one in manifest_of(folder)["letters"]}
        return {number: listed[row.reference] for number, row in self.letters().items() if row.reference in listed}

    def letters(self) -> dict[str, Delivery]:
        """The printed letter of each patient's number."""
        query = (
            select(Patient.nhs_number, Delivery)
            .join(Notice, Notice.patient_id == Patient.id)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Delivery.channel == "letter", Delivery.delivery_status == DeliveryStatus.ACCEPTED)
        )
        database = self.practice.open_database()
        with database.reading() as session:
            found = {row[0]: row[1] for row in session.execute(query)}
            session.expunge_all()
        return found


@pytest.fixture
def journey(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Journey:
    return Journey(tmp_path, sqlite_url, snapshots)


def words_of(pdf: Path) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return unicodedata.normalize("NFC", document[0].get_textpage().get_text_range())


def test_every_kind_of_name_comes_out_of_every_channel(journey: Journey) -> None:
    practice = journey.practice
    for kind in KINDS:
        assert kind.said in journey.checked, kind
    assert "Letters that cannot be made" not in practice.run("campaign", "rehearse", journey.campaign_id)

    printed = journey.prints()
    letters = journey.letters()
    for kind in KINDS:
        by_post, at_the_desk = (journey.numbers[way, kind] for way in ("post", "desk"))
        assert (letters[by_post].sent_to or "").split("\n") == [kind.window, "1 Elm Road", "Fleet", "GU51 2QB"]
        assert (letters[at_the_desk].sent_to or "").split("\n") == [kind.window, "By hand"]
        assert (printed[by_post][1], printed[at_the_desk][1]) == (Pile.POST, Pile.HAND_OUT)
        words = words_of(printed[by_post][0])
        assert "1 Elm Road" in words
        assert not DEBRIS & set(words)
        if not kind.is_shaped:
            assert kind.window in words
            assert f"Dear {kind.greeted}" in words

    database = practice.open_database()
    desk = Desk(practice.browser(database), journey.campaign_id)
    desk.sign_in(RECEPTION)
    page = desk.browser.get(f"/staff/campaigns/{journey.campaign_id}/hand-outs").text
    for recorded in ("MRS MARY-ANN VAN DER BERG", "Mr محمد الأحمد", "Mr Annna evil"):
        assert recorded in page, "lists for staff keep what the record says"
    assert not DEBRIS & set(page)

    practice.run("send", "--until-idle")
    sent = {message["to"]: message for message in practice.outbox()}
    for at, (way, kind) in enumerate(journey.numbers):
        if way == "email":
            assert sent[f"p{at}@example.com"]["text"].startswith(f"Dear {kind.greeted},\n")
        if way == "sms":
            assert not DEBRIS & set(sent[f"+447700900{at:03d}"]["body"])

    for number in (journey.numbers["sms", kind] for kind in KINDS):
        desk.log(number, "keep", "phone")
    link = next(message["text"] for message in sent.values() if "text" in message).split("/r/")[1][:12]
    assert Page(practice.browser(database)).answer(link, "keep", BORN) == 200
