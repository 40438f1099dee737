"""What every provider keeps to: each one that is installed, ours like others', and one that a stranger wrote.

A provider of your own is tested by these as soon as it is installed; see `payloads` for what it brings.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name

import pytest
from pydantic import SecretStr

from notifier.providers.base import Accepted, Audience, LostMessage, NeverSent, Refused, Unknown, WebhookRefused
from notifier.providers.message_types import Message
from notifier.providers.plugin import ProviderFeature, plugin_named
from notifier.settings import CORE_SETTINGS, load_settings, provider_names
from notifier.vocabulary import Channel, ConditionLevel, FailReason
from tests.notifier.providers.messages import link, sample_message
from tests.notifier.providers.payloads import SampleProvider
from tests.notifier.providers.stand_ins import StandIn, stand_in_for
from tests.outsiders import OUTSIDER, installed, laid_out

STRANGER = "pigeon"
SEVERAL = 3


@pytest.fixture(params=[*provider_names(), STRANGER])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SampleProvider]:
    with ExitStack() as stack:
        if request.param == STRANGER:
            stack.enter_context(installed(laid_out(OUTSIDER, tmp_path / "site")))
        yield SampleProvider(plugin_named(request.param), tmp_path / "instance")


@pytest.fixture
def stand_in(one: SampleProvider, tmp_path: Path) -> Iterator[StandIn]:
    with stand_in_for(one, tmp_path) as found:
        yield found


def messages(one: SampleProvider) -> list[Message]:
    """Several for each channel that it carries, each with a reference of its own."""
    channels = sorted(one.plugin.channels)
    return [sample_message(channel, 10 * at + n) for at, channel in enumerate(channels) for n in range(SEVERAL)]


# --- what it says of itself ---


def test_what_it_says_of_itself_is_so(one: SampleProvider, stand_in: StandIn) -> None:
    provider = one.built(stand_in.here)
    assert provider.name == one.plugin.name
    assert set(provider.hooks) == set(one.plugin.webhooks)
    assert one.plugin.channels
    assert callable(resolve_name(one.plugin.built_by))
    assert not stand_in.was_asked, "no connection is opened before something is sent"


def test_each_name_of_a_setting_is_one_providers(one: SampleProvider) -> None:
    every = Counter(name for other in provider_names() for name in plugin_named(other).settings_model.model_fields)
    assert not [name for name, number in every.items() if number > 1]
    assert not CORE_SETTINGS & every.keys()
    assert all(name.startswith(f"{one.plugin.name}_") for name in one.plugin.settings_model.model_fields)


def test_nothing_is_wanted_of_it_until_something_is_set(one: SampleProvider, stand_in: StandIn) -> None:
    nothing = one.plugin.settings_model()
    assert not nothing.is_wanted
    assert not one.plugin.own(one.settings(stand_in.here)).missing()
    for fault in nothing.missing():
        assert any(name in fault for name in one.plugin.settings_model.model_fields), "it says what to set"


def test_its_settings_come_from_the_environment_and_from_files(
    one: SampleProvider, stand_in: StandIn, tmp_path: Path
) -> None:
    environment = {"NOTIFIER_INSTANCE": str(tmp_path / "instance")}
    for name, value in one.values(stand_in.here).items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        environment[f"NOTIFIER_{name.upper()}_FILE"] = str(tmp_path / name)
    assert one.plugin.own(load_settings(environment)) == one.plugin.own(one.settings(stand_in.here))


def test_what_the_patients_page_is_given_is_no_secret(one: SampleProvider) -> None:
    fields = one.plugin.settings_model.model_fields
    assert not [name for name in one.plugin.settings_model.page_settings if fields[name].annotation is SecretStr]


def test_its_features_are_what_its_payloads_show(one: SampleProvider, stand_in: StandIn) -> None:
    says = [call.says for call in one.calls()]
    takes_texts = ProviderFeature.INBOUND_TEXTS in one.plugin.features
    assert takes_texts is any("texts" in said for said in says)
    assert takes_texts is bool(one.settings(stand_in.here).reply_channels.text_number)
    assert {call.webhook for call in one.calls()} == set(one.plugin.webhooks), "each webhook has a sample"
    is_asked = bool({ProviderFeature.ASKED, ProviderFeature.BOUNCES} & one.plugin.features)
    assert is_asked or one.built(stand_in.here).asked_after is None
    assert ProviderFeature.ASKED not in one.plugin.features or one.built(stand_in.here).asked_after is not None
    if ProviderFeature.STAND_IN in one.plugin.features:
        assert one.built(stand_in.here).audience is Audience.SAMPLES


# --- sending ---


def test_each_message_is_sent_once_and_answered_once(one: SampleProvider, stand_in: StandIn) -> None:
    stand_in.take()
    sent = messages(one)
    results = list(one.built(stand_in.here).send(iter(sent)))
    assert sorted(reference for reference, _ in results) == sorted(message.reference for message in sent)
    assert all(isinstance(result, Accepted) and result.provider_id for _, result in results), results
    for message in sent if stand_in.carries else ():
        assert stand_in.times_asked(message.to) == 1


def test_a_lost_answer_is_unknown_and_is_not_asked_for_again(one: SampleProvider, stand_in: StandIn) -> None:
    if not stand_in.carries:
        assert not one.plugin.webhooks, "only what is a folder on this computer loses no answer"
        return
    stand_in.lose_answers()
    sent = messages(one)
    results = list(one.built(stand_in.here).send(iter(sent)))
    assert Counter(results) == Counter((message.reference, Unknown()) for message in sent)
    for message in sent:
        assert stand_in.times_asked(message.to) == 1


def test_who_cannot_be_asked_says_of_no_message_that_it_was_never_sent(one: SampleProvider, stand_in: StandIn) -> None:
    stand_in.lose_answers()
    lost = [
        LostMessage(one.reference, one.to, link(n), frozenset(), settled=True) for n, one in enumerate(messages(one))
    ]
    found = one.built(stand_in.here).look_up(lost)
    is_certain = not stand_in.carries  # of its own folder
    assert {type(finding) for finding in found.values()} <= ({NeverSent} if is_certain else {Unknown})


def test_a_real_provider_is_handed_no_sample(one: SampleProvider, stand_in: StandIn) -> None:
    provider = one.built(stand_in.far_away)
    if provider.audience is Audience.SAMPLES:
        assert not stand_in.carries, "what leaves this computer reaches real people"
        return
    results = [result for _, result in provider.send(iter(messages(one)))]
    assert set(results) == {Refused(FailReason.WRONG_WORLD, permanent=True)}


def test_what_it_does_not_carry_is_refused_for_good(one: SampleProvider, stand_in: StandIn) -> None:
    others = [channel for channel in Channel if channel not in one.plugin.channels]
    for channel in others:
        ((_, result),) = one.built(stand_in.here).send([sample_message(channel, 1)])
        assert isinstance(result, Refused)
        assert result.permanent
    assert not stand_in.was_asked


# --- its calls ---


def test_its_calls_say_what_they_say(one: SampleProvider, stand_in: StandIn) -> None:
    hooks = one.built(stand_in.here).hooks
    for sample in one.calls():
        content = hooks[sample.webhook](sample.call, sample.at)
        assert content.malformed == 0
        for kind, found in (("reports", content.reports), ("texts", content.texts)):
            said = sample.says.get(kind, [])
            assert [
                {name: getattr(part, name) for name in want} for part, want in zip(found, said, strict=True)
            ] == said


def test_a_call_that_comes_twice_says_the_same_event(one: SampleProvider, stand_in: StandIn) -> None:
    hooks = one.built(stand_in.here).hooks
    for sample in one.calls():
        first, again = (hooks[sample.webhook](sample.call, sample.at) for _ in range(2))
        assert [part.event_id for part in first.reports] == [part.event_id for part in again.reports]
        assert [part.event_id for part in first.texts] == [part.event_id for part in again.texts]


def test_a_call_that_is_not_signed_is_refused(one: SampleProvider, stand_in: StandIn) -> None:
    hooks = one.built(stand_in.here).hooks
    for sample in one.calls():
        changed = replace(sample.call, body=sample.call.body.replace(b"REF000000", b"REF900000") + b" ")
        for call in (sample.without_signature(), changed):
            with pytest.raises(WebhookRefused) as refused:
                hooks[sample.webhook](call, sample.at)
            assert refused.value.status == 403, sample.name


# --- secrets and faults ---


def test_no_secret_stands_in_a_repr(one: SampleProvider, stand_in: StandIn) -> None:
    settings = one.settings(stand_in.here)
    shown = f"{settings!r} {one.plugin!r} {one.built(stand_in.here)!r} {one.plugin.own(settings)!r}"
    assert not [word for word in one.plugin.own(settings).secret_words if word in shown]


def test_no_secret_and_no_patient_stands_in_the_log(
    one: SampleProvider, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for begin in (stand_in.take, stand_in.lose_answers, *stand_in.refusals):
        begin()
        provider = one.built(stand_in.here)
        list(provider.send(iter(messages(one))))
        provider.faults()
        for sample in one.calls():
            provider.hooks[sample.webhook](sample.call, sample.at)
    secrets = one.plugin.own(one.settings(stand_in.here)).secret_words
    people = [message.to for message in messages(one) if message.to] + [link(number) for number in range(SEVERAL)]
    assert not [word for word in (*secrets, *people) if word in caplog.text]


def test_each_fault_says_which_setting_to_look_at(one: SampleProvider, stand_in: StandIn) -> None:
    for refuse in stand_in.refusals:
        refuse()
        faults = one.built(stand_in.here).faults()
        assert bool(faults) is stand_in.carries
        for fault in faults:
            assert any(name in fault for name in one.plugin.settings_model.model_fields), fault


def test_the_doctors_advice_is_on_its_own_settings(one: SampleProvider, stand_in: StandIn) -> None:
    advised = one.plugin.advice(one.plugin.own(one.settings(stand_in.here)))
    assert {advice.level for advice in advised} <= {ConditionLevel.OK}, "the sample account is set up well"
    whole = one.values(stand_in.here)
    for left_out in whole:
        own = one.plugin.settings_model(**{name: value for name, value in whole.items() if name != left_out})
        assert all(advice.what and advice.advice for advice in one.plugin.advice(own))
