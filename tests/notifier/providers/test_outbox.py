"""The outbox: what it wrote it knows, what was not finished was not sent, and it tells no fairy tales by chance."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.providers.base import Accepted, Audience, AwaitedMessage, LostMessage, NeverSent
from notifier.providers.message_types import (
    EmailMessage,
    EmailTemplate,
    FooterMessage,
    LetterMessage,
    Message,
    SmsMessage,
    Transcript,
)
from notifier.providers.outbox import Outbox
from notifier.vocabulary import FailReason, Pile, ReportKind, WrittenFormat

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SMS = SmsMessage("SMSSMSSMS0", "+447700900001", "Keep it – https://surgery.example.com/r/7K3M92QX4TDP")
EMAIL = EmailMessage(
    "EMAEMAEMA0",
    "ada@example.com",
    EmailTemplate("Elm Surgery", "Your record", "Dear -text.name-", "<p>-html.name-</p>"),
    {"-text.name-": "A & B", "-html.name-": "A &amp; B"},
)


@dataclass(frozen=True)
class Paper:
    """A letter as the product would fill it."""

    pdf: bytes = b"%PDF-1.7 sample"
    pages: int = 2
    sha256: str = "0" * 64


LETTER = LetterMessage("LETLETLET0", "Ada Łuczak\nGU17 9XX", Paper())
AT_THE_DESK = LetterMessage("DESKDESKD0", "Ada Łuczak", Paper(), Pile.HAND_OUT)
SCRIPT = LetterMessage("SCRSCRSCR0", "Ada Łuczak", Transcript("Dear Ada"), Pile.TRANSCRIPTION, WrittenFormat.AUDIO)
FOOTER = FooterMessage("F00F00F000", "", "line\nline")
EVERY: tuple[Message, ...] = (SMS, EMAIL, LETTER, FOOTER)


def sent(outbox: Outbox, *messages: Message) -> dict[str, str]:
    """Send, and return each provider id by its reference."""
    ids = {}
    for reference, result in outbox.send(messages):
        assert isinstance(result, Accepted)
        ids[reference] = result.provider_id
    return ids


def awaited(ids: Mapping[str, str]) -> list[AwaitedMessage]:
    """As it is asked about what it took, by the ids of `sent`."""
    return [AwaitedMessage(reference, provider_id, "", NOW) for reference, provider_id in ids.items()]


def lost(*references: str) -> list[LostMessage]:
    return [LostMessage(reference, "", "", frozenset(), settled=False) for reference in references]


def test_it_takes_samples_only(tmp_path: Path) -> None:
    assert (Outbox(tmp_path).audience, Outbox(tmp_path).name) == (Audience.SAMPLES, "outbox")


def test_each_message_is_a_file_of_its_channel_with_everything_in_it(tmp_path: Path) -> None:
    ids = sent(Outbox(tmp_path), *EVERY)
    for message, channel in zip(EVERY, ("sms", "email", "letter", "footer"), strict=True):
        content = json.loads((tmp_path / channel / f"{ids[message.reference]}.json").read_text(encoding="utf-8"))
        assert content["channel"] == channel
        assert {content[name] for name in ("reference", "to")} == {message.reference, message.to}
    assert (tmp_path / "letter" / f"{ids[LETTER.reference]}.pdf").read_bytes() == Paper().pdf
    (script_id,) = sent(Outbox(tmp_path), SCRIPT).values()
    assert (tmp_path / "letter" / f"{script_id}.txt").read_text(encoding="utf-8") == "Dear Ada"
    email = json.loads((tmp_path / "email" / f"{ids[EMAIL.reference]}.json").read_text(encoding="utf-8"))
    assert (email["from"], email["subject"]) == ("Elm Surgery", "Your record")
    assert (email["text"], email["html"]) == ("Dear A & B", "<p>A &amp; B</p>")
    assert not [path for path in tmp_path.glob("*/*") if path.name.startswith(".")]


def test_a_message_that_is_sent_twice_shows_as_two(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    assert sent(outbox, SMS) != sent(outbox, SMS)
    assert len(list((tmp_path / "sms").glob("*.json"))) == 2


def test_messages_lie_in_the_order_in_which_they_were_sent(tmp_path: Path) -> None:
    messages = [SmsMessage(f"REFERENCE{number}", "+447700900001", "x") for number in range(5, 0, -1)]
    sent(Outbox(tmp_path), *messages)
    files = sorted((tmp_path / "sms").iterdir())
    assert [path.stem[-10:] for path in files] == [one.reference for one in messages]


def test_it_knows_what_it_wrote_and_what_not(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    assert outbox.look_up(lost("NEVER00000")) == {"NEVER00000": NeverSent()}  # before the folder is there, too
    ids = sent(outbox, *EVERY)
    found = outbox.look_up(lost(SMS.reference, "NEVER00000", LETTER.reference))
    assert found == {
        SMS.reference: Accepted(ids[SMS.reference]),
        "NEVER00000": NeverSent(),
        LETTER.reference: Accepted(ids[LETTER.reference]),
    }


@pytest.mark.parametrize("message", EVERY)
def test_what_was_killed_while_it_was_written_was_not_sent(
    tmp_path: Path, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(draft: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    outbox = Outbox(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            list(outbox.send([message]))
    assert [path.name for path in tmp_path.glob("*/*")] != []  # something is left lying about
    assert outbox.look_up(lost(message.reference)) == {message.reference: NeverSent()}
    ids = sent(outbox, message)
    assert outbox.look_up(lost(message.reference)) == {message.reference: Accepted(ids[message.reference])}


def test_a_letter_whose_pdf_alone_was_written_was_not_sent(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    ids = sent(outbox, LETTER)
    (tmp_path / "letter" / f"{ids[LETTER.reference]}.json").unlink()
    assert outbox.look_up(lost(LETTER.reference)) == {LETTER.reference: NeverSent()}


def test_paper_is_reported_as_posted_and_the_rest_as_delivered(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    reports = {report.reference: report for report in outbox.reports(awaited(sent(outbox, *EVERY)), NOW)}
    assert {reference: (one.kind, one.fail_reason) for reference, one in reports.items()} == {
        SMS.reference: (ReportKind.DELIVERED, None),
        EMAIL.reference: (ReportKind.DELIVERED, None),
        LETTER.reference: (ReportKind.POSTED, None),
        FOOTER.reference: (ReportKind.POSTED, None),
    }
    assert {one.happened_at for one in reports.values()} == {NOW}
    assert len({one.event_id for one in reports.values()}) == 4


def test_a_letter_for_the_desk_is_never_reported_as_posted(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    reports = list(outbox.reports(awaited(sent(outbox, AT_THE_DESK, SCRIPT)), NOW))
    assert [(one.reference, one.kind) for one in reports] == [(SCRIPT.reference, ReportKind.POSTED)]


def test_it_reports_nothing_of_what_it_has_not(tmp_path: Path) -> None:
    assert list(Outbox(tmp_path).reports(awaited({"NEVER00000": "gone"}), NOW)) == []


def test_the_unreachable_share_fails_the_same_ones_each_time(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, unreachable=0.25)
    messages = [SmsMessage(f"REF{number:07d}", "+447700900001", "x") for number in range(200)]
    ids = sent(outbox, *messages, LETTER)
    first, second = (list(outbox.reports(awaited(ids), NOW)) for _ in range(2))
    assert first == second
    failed = [report for report in first if report.kind is ReportKind.FAILED]
    assert 30 <= len(failed) <= 70
    assert {report.fail_reason for report in failed} == {FailReason.UNREACHABLE}
    assert LETTER.reference not in {report.reference for report in failed}


def test_it_is_called_by_nobody_and_has_no_fault(tmp_path: Path) -> None:
    assert (Outbox(tmp_path).hooks, Outbox(tmp_path).faults()) == ({}, ())


def test_a_message_is_written_as_it_is_drawn(tmp_path: Path) -> None:
    drawn: list[str] = []

    def source() -> Iterator[Message]:
        for message in EVERY:
            drawn.append(message.reference)
            yield message

    sending = Outbox(tmp_path).send(source())
    assert [(next(sending)[0], len(drawn)) for _ in range(2)] == [(SMS.reference, 1), (EMAIL.reference, 2)]
