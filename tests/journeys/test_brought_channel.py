"""A distribution that is no part of the product brings a channel and who carries it: a campaign goes out by it."""

import hmac
import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from notifier import settings
from notifier.campaigns import presets
from notifier.cli import program
from notifier.patients.samples import Sample, write_sample
from notifier.providers.registry import called_by
from notifier.store.database import Database
from tests.journeys.driver import APPROVER, MANAGER, Desk, Practice
from tests.notifier.providers.server import Answer, Asked, LocalServer, running
from tests.outsiders import OUTSIDER, installed, laid_out
from tests.snapshots import Snapshots
from web.app import create_app

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
RING = "pigeon-5a5a5a5a5a5a5a5a"
WORDS = "{{ practice_name }} has news for you. Read {{ link }} and answer by {{ deadline }}."


@pytest.fixture
def loft() -> Iterator[LocalServer]:
    """The company, which takes every page."""
    with running() as server:
        server.answer = lambda asked: Answer(200, {"pigeon": f"PGN{said(asked).get('ref', '')}"})
        yield server


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The distribution, laid out; `installed` makes it part of the installation."""
    return laid_out(OUTSIDER, tmp_path / "site")


@pytest.fixture
def practice(tmp_path: Path, migrated_url: str, snapshots: Snapshots, loft: LocalServer) -> Practice:
    """An installation with what the distribution needs to be told, and a preset that has words for a pager."""
    given = {
        "NOTIFIER_PIGEON_API_KEY": "pigeon-0123456789abcdef",
        "NOTIFIER_PIGEON_NUMBER": "+447700900888",
        "NOTIFIER_PIGEON_RING": RING,
        "NOTIFIER_PIGEON_LOFT": loft.url,
        "NOTIFIER_PAGER_PER_SECOND": "1000",
        "NOTIFIER_PAGER_PRICE": "3.5",
    }
    made = Practice(tmp_path, migrated_url, LAUNCH, given)
    made.set_up(snapshots)
    own = tmp_path / "instance/presets/paged"
    shutil.copytree(presets.template_root() / "messages" / "scr", own)
    (own / "en/pager.txt").write_text(WORDS, encoding="utf-8")
    return made


def test_a_campaign_goes_out_by_a_channel_that_a_distribution_brings(
    practice: Practice, site: Path, loft: LocalServer, tmp_path: Path
) -> None:
    sample = write_sample(tmp_path / "list.csv", 40, 7, "emis", LAUNCH.date())
    with installed(site):
        campaign_id = launched(practice, tmp_path / "list.csv")
        practice.run("send", "--until-idle")
        pages = [said(asked) for asked in loft.asked if asked.method == "POST"]
        assert len({page["ref"] for page in pages}) == len(pages)  # each once
        assert all(page["text"].startswith("Riverside Surgery has news for you") for page in pages)
        proofs = evidence(practice, campaign_id)
        paged = [number for number, proof in proofs.items() if proof == "sent"]
        assert mobiles(sample, paged) == sorted(page["to"] for page in pages)
        assert set(proofs.values()) == {"sent", "posted", "none"}

        database = practice.open_database()
        assert_only_what_is_signed_is_believed(practice, database, pages)
        assert {evidence(practice, campaign_id)[number] for number in paged} == {"delivered"}
        assert_staff_read(practice.browser(database), campaign_id, "Pager", "Pager, the reminder")
        database.close()

        assert "pages go by Pigeon Post, for samples" in (said_of_it := doctor(practice))
        assert "pager is a channel that a distribution brings" in said_of_it
        practice.now = LAUNCH + timedelta(days=29)
        outcomes = {one["nhs_number"]: one for one in practice.json("outcomes", campaign_id)["patients"]}
        assert {outcomes[number]["outcome"] for number in paged} == {"may_code_silent"}


def test_without_its_distribution_a_channel_is_still_read_and_the_campaign_waits(
    practice: Practice, site: Path, loft: LocalServer, tmp_path: Path
) -> None:
    write_sample(tmp_path / "list.csv", 20, 7, "emis", LAUNCH.date())
    with installed(site):
        campaign_id = launched(practice, tmp_path / "list.csv")
        practice.run("send", "--until-idle")
        proofs = evidence(practice, campaign_id)
        paged = [number for number, proof in proofs.items() if proof == "sent"]
        assert paged

    assert {evidence(practice, campaign_id)[number] for number in paged} == {"none"}  # who knows what it meant
    practice.run("list", "import", tmp_path / "list.csv", "--staff", MANAGER)
    practice.run("send", "--until-idle")
    shown = practice.run("campaign", "show", campaign_id)
    assert "paused" in shown
    assert "the channel pager is no longer installed" in shown
    database = practice.open_database()
    assert_staff_read(practice.browser(database), campaign_id, "pager (not usable here)", "pager, the reminder")
    database.close()

    with installed(site):
        practice.run("campaign", "resume", campaign_id, "--staff", MANAGER)
        practice.run("send", "--until-idle")
        assert evidence(practice, campaign_id) == proofs
    assert len(loft.asked) == len(paged)


def launched(practice: Practice, export: Path) -> int:
    """A campaign that goes by pager first, and what the preview and the rehearsal say of it."""
    practice.run("list", "import", export, "--staff", MANAGER)
    terms: list[object] = [
        "--preset",
        "paged",
        "--name",
        "SCR",
        "--notice-days",
        28,
        "--channels",
        "pager,letter",
        "--staff",
        MANAGER,
    ]
    campaign_id: int = practice.json("campaign", "create", *terms)["id"]
    seen = practice.json("campaign", "preview", campaign_id, "--no-kit")
    assert list(seen["counts"]["told_by"]) == ["pager", "letter"]
    assert "Riverside Surgery has news for you" in seen["samples"]["pager_guardian"]
    rehearsed = practice.json("campaign", "rehearse", campaign_id)
    assert rehearsed["costs"]["by_channel"]["pager"] == round(seen["counts"]["told_by"]["pager"] * 0.035, 2)
    assert any(step.startswith("The pages: ") for step in rehearsed["steps"])
    practice.run("campaign", "approve", campaign_id, "--staff", APPROVER)
    practice.run("campaign", "launch", campaign_id, "--staff", MANAGER)
    return campaign_id


def assert_only_what_is_signed_is_believed(
    practice: Practice, database: Database, pages: Sequence[Mapping[str, str]]
) -> None:
    chosen = settings.load_settings(practice.environment)
    hooks = {provider.name: provider.hooks for provider in called_by(chosen)}
    app = create_app(chosen, database, lambda _task: None, chosen.clock(), ["hooks"], hooks=hooks, limited=False)
    for page in pages:
        body = json.dumps({"pigeon": f"PGN{page['ref']}", "ref": page["ref"], "what": "landed"}).encode()
        for ring, expected in (("another ring", 403), (RING, 200)):
            signature = hmac.new(ring.encode(), body, "sha256").hexdigest()
            answer = app.test_client().post("/hooks/pigeon/landed", data=body, headers={"X-Pigeon-Ring": signature})
            assert answer.status_code == expected, answer.text


def assert_staff_read(browser: FlaskClient, campaign_id: int, name: str, sample: str) -> None:
    """The channel's name on the campaign's page, and what it says on the preview's page of texts."""
    Desk(browser, campaign_id).sign_in(MANAGER)
    for address, words in (("", name), ("/preview/texts", sample)):
        page = browser.get(f"/staff/campaigns/{campaign_id}{address}")
        assert page.status_code == 200
        assert words in page.text


def doctor(practice: Practice) -> str:
    """What the doctor says, whatever it finds wrong with an installation that nobody serves."""
    return CliRunner().invoke(program, ["doctor"], env=practice.environment).output


def mobiles(sample: Sample, nhs_numbers: Collection[str]) -> list[str]:
    """In E.164, of the patients with these numbers."""
    return sorted(f"+44{patient.mobile}" for patient in sample.patients if patient.nhs_number in nhs_numbers)


def said(asked: Asked) -> dict[str, Any]:
    content: dict[str, Any] = asked.json if asked.body else {}
    return content


def evidence(practice: Practice, campaign_id: int) -> Mapping[str, str]:
    """NHS number -> how surely the patient was told."""
    found = practice.json("outcomes", campaign_id)["patients"]
    return {patient["nhs_number"]: patient["evidence"] for patient in found}
