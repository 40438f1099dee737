"""What the stand-in is told to do: shares of fates and faults, by name, as JSON, and changed while it runs."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import SettingsFault
from web.sandbox.named_scenarios import NAMED
from web.sandbox.scenario import Conditions, Faults, Scenario, TextFates, scenario

NUMBERS = [f"+4477009{number:05d}" for number in range(4000)]


def test_an_ordinary_list_has_the_proportions_of_one() -> None:
    conditions = Conditions(1, scenario("ordinary"))
    fates = Counter(conditions.text_fate(number) for number in NUMBERS)
    assert 0.88 < fates[""] / len(NUMBERS) < 0.92
    assert 0.03 < fates["soft"] / len(NUMBERS) < 0.05
    assert 0.045 < fates["hard"] / len(NUMBERS) < 0.065
    assert 0 < fates["stopped"] / len(NUMBERS) < 0.01
    emails = Counter(conditions.email_fate(f"p{number}@example.com") for number in range(4000))
    assert 0.925 < emails[""] / 4000 < 0.955


def test_a_number_keeps_its_fate_and_another_seed_gives_another() -> None:
    chosen = scenario("ordinary")
    first = [Conditions(1, chosen).text_fate(number) for number in NUMBERS]
    assert first == [Conditions(1, chosen).text_fate(number) for number in NUMBERS]
    assert first != [Conditions(2, chosen).text_fate(number) for number in NUMBERS]


def test_an_address_has_one_fate_however_it_is_written() -> None:
    conditions = Conditions(1, Scenario().changed({"email": {"bounce": 0.5}}))
    assert len({conditions.email_fate(one) for one in ("Ada@example.com", "ada@EXAMPLE.com")}) == 1


@given(st.floats(0, 1, exclude_max=True), st.lists(st.floats(0, 0.2), min_size=5, max_size=5))
def test_every_point_belongs_to_one_share_or_to_none(point: float, shares: list[float]) -> None:
    names = list(TextFates.model_fields)
    fate = TextFates(**dict(zip(names, shares, strict=True))).at(point)
    assert fate in ("", *names)
    assert (fate == "") == (point >= sum(shares)) or abs(point - sum(shares)) < 1e-9


def test_faults_are_drawn_anew_for_each_request_and_the_same_for_a_seed() -> None:
    stormy = scenario("stormy")
    first, again = Conditions(1, stormy), Conditions(1, stormy)
    drawn = [first.fault() for _ in range(2000)]
    assert drawn == [again.fault() for _ in range(2000)]
    assert set(drawn) == {"", *Faults.model_fields}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_scenario_has_a_name_or_is_written_out(name: str) -> None:
    assert scenario(name) == scenario(json.dumps(dict(NAMED[name])))


def test_parts_are_replaced_and_the_rest_stays() -> None:
    changed = scenario("stormy").changed({"sms": {"hard": 1}, "latency_ms": 5})
    assert (changed.sms, changed.latency_ms) == (TextFates(hard=1), 5)
    assert changed.faults == scenario("stormy").faults


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("sunny", "ordinary, fair, stormy"),
        ("[]", "JSON object"),
        ('{"sms": {"late": 1}}', "sms.late"),
        ('{"faults": {"cut": 0.7, "busy": 0.7}}', "more than 1"),
        ('{"callbacks": {"early": 2}}', "callbacks.early"),
        ('{"hang_seconds": "long"}', "hang_seconds"),
    ],
)
def test_what_is_no_scenario_is_refused_with_its_faults(text: str, named: str) -> None:
    with pytest.raises(SettingsFault) as refused:
        scenario(text)
    assert named in str(refused.value)
