"""A provider that no one here wrote: installed beside the product, it carries a campaign, reports, and is examined."""

import hmac
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.errors import SettingsFault
from notifier.providers.plugin import plugin_named
from notifier.providers.registry import providers
from notifier.settings import load_settings, provider_names
from notifier.store.database import Database
from notifier.store.tables import InboundText
from notifier.vocabulary import Channel, ConditionLevel, DeliveryStatus
from notifier.worker.doctor import Condition, Doctor, FetchedPage
from tests.changed_settings import changed_settings
from tests.house.program import ROOT
from tests.notifier.providers.payloads import SampleProvider
from tests.notifier.providers.server import LocalServer, running
from tests.outsiders import OUTSIDER, installed, laid_out
from tests.world import World, load_stationery
from web.app import create_app


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """Where the stranger's distribution is installed."""
    folder = laid_out(OUTSIDER, tmp_path / "site")
    with installed(folder):
        yield folder


@pytest.fixture
def company(site: Path) -> Iterator[LocalServer]:
    """The stranger's server, which takes every text."""
    with running() as local:
        local.answer = SampleProvider(plugin_named("pigeon"), site).taken()
        yield local


@pytest.fixture
def practice(database: Database, tmp_path: Path, now: datetime, company: LocalServer) -> World:
    account = SampleProvider(plugin_named("pigeon"), tmp_path).values({"server": company.url})
    return World(database, tmp_path, now, **account)


def called(world: World, webhook: str, **said: Any) -> int:
    """Call us as the company does, and have the call read; returns the HTTP status of our answer."""
    app = create_app(world.settings, world.database, lambda _task: None, lambda: world.now, ("hooks",))
    body = json.dumps(said).encode()
    ring = plugin_named("pigeon").own(world.settings).pigeon_ring.get_secret_value()
    signed = {"X-Pigeon-Ring": hmac.new(ring.encode(), body, "sha256").hexdigest()}
    answer = app.test_client().post(f"/hooks/pigeon/{webhook}", data=body, headers=signed)
    assert app.inbox is not None
    assert app.inbox.finish(60)
    return answer.status_code


def test_a_campaign_goes_out_by_it_and_its_webhooks_report(practice: World, company: LocalServer) -> None:
    people = [practice.person(email=None) for _ in range(3)]
    practice.import_people(*people)
    practice.launched(channels=(Channel.SMS,))
    practice.until_idle()
    asked = {said.json["ref"]: said.json for said in company.asked}
    deliveries = [practice.deliveries(one.nhs_number)[0] for one in people]
    assert len(company.asked) == 3
    assert {(one.provider, one.delivery_status) for one in deliveries} == {("pigeon", DeliveryStatus.ACCEPTED)}
    assert [asked[one.reference]["to"] for one in deliveries] == [one.mobile for one in people]
    assert practice.settings.reply_channels.text_number == "07700900888"

    landed, eaten, _ = deliveries
    assert called(practice, "landed", pigeon=landed.provider_id, ref=landed.reference, what="landed") == 200
    assert called(practice, "landed", pigeon=eaten.provider_id, ref=eaten.reference, what="eaten") == 200
    assert called(practice, "landed", pigeon="x", ref=eaten.reference, what="moulting") == 400
    assert called(practice, "answers", pigeon="PGN9", **{"from": people[0].mobile, "text": "KEEP"}) == 200
    now_is = [practice.deliveries(one.nhs_number)[0].delivery_status for one in people]
    assert now_is == [DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.ACCEPTED]
    with practice.database.reading() as session:
        assert session.execute(select(InboundText.provider, InboundText.sender)).all() == [("pigeon", people[0].mobile)]


# --- what the doctor says ---


def examined(world: World, **settings: str) -> list[Condition]:
    answers = FetchedPage(200, '{"database": "reachable"}', datetime.now(UTC))
    changed = changed_settings(world.settings, **settings)
    return list(Doctor(lambda: changed, load_stationery, lambda _url: answers).conditions())


def test_the_doctor_shows_it_and_passes_its_advice_on(practice: World) -> None:
    said = {one.what for one in examined(practice)}
    assert {"texts go by Pigeon Post, for samples", "Pigeon Post is ready"} <= said
    assert "the clock of pigeon shows the same time as this machine's" in said
    (found,) = [one for one in examined(practice, pigeon_ring="") if "pigeon_ring" in one.what]
    assert (found.level, found.advice) == (ConditionLevel.FAULT, "copy it from the foot of any pigeon")


def test_the_doctor_says_which_provider_is_set_up_beside_it_and_carries_nothing(practice: World) -> None:
    idle = "twilio is set up and carries nothing; its calls are still answered"
    assert idle not in {one.what for one in examined(practice)}
    other = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_from": "+447700900999"}
    assert idle in {one.what for one in examined(practice, **other, sms_provider="pigeon")}


def test_the_command_in_a_process_of_its_own_finds_it_too(site: Path, company: LocalServer, tmp_path: Path) -> None:
    account = SampleProvider(plugin_named("pigeon"), tmp_path).values({"server": company.url})
    environment = {f"NOTIFIER_{name.upper()}": value for name, value in account.items()}
    environment |= {"NOTIFIER_INSTANCE": str(tmp_path / "own"), "PYTHONPATH": str(site)}
    doctor = [sys.executable, "-m", "notifier", "doctor", "--json"]
    done = subprocess.run(doctor, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    said = [one["what"] for one in json.loads(done.stdout)["conditions"]]
    assert "Pigeon Post is ready" in said
    assert account["pigeon_api_key"] not in done.stdout + done.stderr


# --- what is refused ---


def settings_of(folder: Path, **values: str) -> Any:
    named = {f"NOTIFIER_{name.upper()}": value for name, value in values.items()}
    return load_settings({"NOTIFIER_INSTANCE": str(folder), **named})


TWO = {"pigeon_api_key": "k", "pigeon_number": "+447700900888", "twilio_account_sid": "AC1", "twilio_auth_token": "t"}


def test_two_providers_of_one_channel_need_a_word(site: Path, tmp_path: Path) -> None:
    both = TWO | {"twilio_from": "+447700900999"}
    with pytest.raises(SettingsFault, match="sms could go by pigeon or twilio: say which by sms_provider"):
        providers(settings_of(tmp_path, **both))
    for name, number in (("pigeon", "07700900888"), ("twilio", "07700 900999")):
        chosen = settings_of(tmp_path, **both, sms_provider=name)
        assert providers(chosen)[Channel.SMS].name == name
        assert chosen.reply_channels.text_number == number


def test_a_setting_that_the_stranger_does_not_know_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('pigeon_loft_key = "hunter2"\n', encoding="utf-8")
    with pytest.raises(SettingsFault, match="pigeon_loft_key: no setting has this name"):
        settings_of(tmp_path)


def test_a_stranger_that_is_broken_harms_nobody_who_does_not_use_it(site: Path, tmp_path: Path) -> None:
    (site / "pigeon_post" / "pigeon_plugin.py").write_text("raise RuntimeError('moulting')\n", encoding="utf-8")
    assert "pigeon" in provider_names()
    assert providers(settings_of(tmp_path))[Channel.SMS].name == "outbox"
    with pytest.raises(SettingsFault, match=r"the provider pigeon cannot be loaded \(RuntimeError\): install it anew"):
        settings_of(tmp_path, pigeon_api_key="k")


@pytest.mark.parametrize("plugin", ["PIGEON = None", "from notifier.providers.outbox import OUTBOX as PIGEON"])
def test_what_is_no_plug_in_of_that_name_is_refused(site: Path, tmp_path: Path, plugin: str) -> None:
    (site / "pigeon_post" / "pigeon_plugin.py").write_text(f"{plugin}\n", encoding="utf-8")
    with pytest.raises(SettingsFault, match="the provider pigeon is none that this release can use"):
        providers(settings_of(tmp_path, sms_provider="pigeon"))


def test_two_distributions_that_bring_one_provider_are_refused(site: Path, tmp_path: Path) -> None:
    other = site / "false_pigeon-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.4\nName: false-pigeon\nVersion: 1.0\n", encoding="utf-8")
    (other / "entry_points.txt").write_text("[fair_notice.providers]\npigeon = false:FALSE\n", encoding="utf-8")
    with installed(site), pytest.raises(SettingsFault, match="of false-pigeon and pigeon-post: uninstall one"):
        settings_of(tmp_path, pigeon_api_key="k")
