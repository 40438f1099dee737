"""Emails to a real mail server: what each end of a conversation proves."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage as MimeMessage
from pathlib import Path

import pytest

from notifier.providers.base import Refused, Result, Unknown
from notifier.providers.message_types import EmailMessage, Message
from notifier.providers.smtp_email import connection
from notifier.providers.smtp_email.connection import MailConversation
from notifier.providers.smtp_email.mime import REFERENCE_HEADER
from notifier.providers.smtp_email.smtp_plugin import Security
from notifier.vocabulary import FailReason
from tests.notifier.providers.mail_server import CUT, HANG, MailServerAtWork, Step, mail_server
from tests.notifier.providers.messages import TEMPLATE, email, link, sms
from tests.notifier.providers.server import closed_port
from tests.notifier.providers.smtp_samples import BOUNCES, SENDER, accepted, provider, server_of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServerAtWork]:
    with mail_server(tmp_path, "none") as at_work:
        yield at_work


def sent(server: MailServerAtWork, *messages: Message) -> list[tuple[str, Result]]:
    return list(provider(server_of(server)).send(iter(messages)))


def fate(server: MailServerAtWork, message: EmailMessage) -> Result:
    ((_, result),) = sent(server, message)
    return result


# --- what goes over the wire ---


def test_each_patient_gets_an_email_of_their_own_over_one_connection(server: MailServerAtWork) -> None:
    assert sent(server, email(1), email(2), email(3)) == [accepted(1), accepted(2), accepted(3)]
    assert [one.to for one in server.taken] == [[f"patient{number}@example.com"] for number in (1, 2, 3)]
    assert {one.envelope_from for one in server.taken} == {BOUNCES}
    assert server.connections == 1


def test_an_email_has_both_parts_and_the_headers_that_it_needs(server: MailServerAtWork) -> None:
    sent(server, email(7))
    message: MimeMessage = server.taken[0].message
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().strip() == email(7).text
    assert html.get_content().strip() == email(7).html
    assert message["From"] == f"Elm Surgery <{SENDER}>"
    assert message["To"] == "patient7@example.com"
    assert message["Subject"] == "Your record"
    assert message["Message-ID"] == "<fair-notice.REF0000007@example.com>"
    assert message[REFERENCE_HEADER] == "REF0000007"
    assert message["List-Unsubscribe"] == f"<mailto:{SENDER}?subject=No%20more%20emails>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]


def test_no_header_says_anything_of_the_patient_but_the_address(server: MailServerAtWork) -> None:
    sent(server, email(7))
    headers = server.taken[0].content.partition(b"\r\n\r\n")[0]
    assert b"Ada" not in headers
    assert link(7).encode() not in headers
    assert "Cc" not in server.taken[0].message
    assert "Bcc" not in server.taken[0].message


def test_the_same_delivery_has_the_same_message_id_each_time(server: MailServerAtWork) -> None:
    sent(server, email(1))
    sent(server, email(1))
    assert len({one.message["Message-ID"] for one in server.taken}) == 1


def test_names_and_words_in_every_script_arrive_as_they_are(server: MailServerAtWork) -> None:
    template = replace(
        TEMPLATE,
        from_name="Meddygfa Tŷ’r Wennol, “Cwm”",
        subject=" ".join(["আপনার রেকর্ড"] * 12),
        text="Сәлем -a-\n.\n..",
    )
    message = EmailMessage("REF0000001", "patient1@example.com", template, {"-a-": "Zażółć " * 60})
    assert sent(server, message) == [accepted(1)]
    taken = server.taken[0]
    assert taken.message["From"].addresses[0].display_name == template.from_name
    assert taken.message["Subject"] == template.subject
    body = taken.message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == message.text
    assert max(map(len, taken.content.split(b"\r\n"))) <= 78
    assert taken.content.isascii()


@pytest.mark.parametrize("name", ["Elm\r\nBcc: everybody@example.com", "Elm\nSurgery", "Elm\x00"])
def test_nothing_that_is_filled_in_becomes_a_header(server: MailServerAtWork, name: str) -> None:
    message = EmailMessage("REF0000001", "patient1@example.com", replace(TEMPLATE, subject=name), {})
    result = fate(server, message)
    assert isinstance(result, Refused) or all("Bcc" not in one.message for one in server.taken)
    if "\n" in name:
        assert isinstance(result, Refused)
        assert (result.reason, result.permanent) == (FailReason.NOT_RENDERED, True)
        assert not server.connections


@pytest.mark.parametrize(
    "address", ["a b@example.com", "a@example.com>\r\nRCPT TO:<b@example.com", "żaba@example.com", "@example.com", ""]
)
def test_what_is_no_address_is_not_handed_over(server: MailServerAtWork, address: str) -> None:
    message = EmailMessage("REF0000001", address, TEMPLATE, {})
    assert fate(server, message) == Refused(FailReason.BAD_ADDRESS, permanent=True, was_asked=False)
    assert not server.connections


def test_a_text_is_no_email(server: MailServerAtWork) -> None:
    ((_, result),) = sent(server, sms(1))
    assert result == Refused(FailReason.OTHER, permanent=True, was_asked=False)


# --- what each end proves ---


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT"])
def test_before_the_content_a_cut_means_that_nothing_left(server: MailServerAtWork, step: Step) -> None:
    server.says(step, CUT)
    assert fate(server, email(1)) == Refused(FailReason.UNAVAILABLE, permanent=False)
    assert not server.taken


def test_nobody_there_means_that_nothing_left(tmp_path: Path) -> None:
    at_work = MailServerAtWork("127.0.0.1", int(closed_port().rpartition(":")[2]), tmp_path / "none.pem")
    assert fate(at_work, email(1)) == Refused(FailReason.UNAVAILABLE, permanent=False)
    unnamed = replace(at_work, host="mail.invalid")
    assert fate(unnamed, email(1)) == Refused(FailReason.WRONG_WORLD, permanent=True, was_asked=False)
    real = EmailMessage("REF0000001", "somebody@surgery.nhs.uk", TEMPLATE, {})
    assert fate(unnamed, real) == Refused(FailReason.UNAVAILABLE, permanent=False)


def test_after_the_content_a_cut_means_that_nobody_knows(server: MailServerAtWork) -> None:
    server.says("CONTENT", CUT, None)
    assert sent(server, email(1), email(2)) == [("REF0000001", Unknown()), accepted(2)]
    assert server.count("patient1@example.com") == 1, "it is not handed over again"


def test_an_answer_that_never_comes_is_lost(server: MailServerAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWER_FACTOR", 0.1)
    server.says("CONTENT", HANG)
    assert fate(server, email(1)) == Unknown()


def test_a_long_email_that_is_cut_in_the_middle_never_left(server: MailServerAtWork) -> None:
    """The socket tells while it is written: a dot was never sent."""
    template = replace(TEMPLATE, text="A very long line of words.\n" * 800_000)
    server.says("DATA", CUT)
    assert fate(server, EmailMessage("REF0000001", "patient1@example.com", template, {})) == Refused(
        FailReason.UNAVAILABLE, permanent=False
    )
    assert not server.taken


def test_a_connection_that_was_given_up_meanwhile_is_opened_anew(server: MailServerAtWork) -> None:
    conversation = MailConversation(server_of(server), BOUNCES, wants_receipts=False)
    sender = provider(server_of(server))
    made = [sender._made(email(number)) for number in (1, 2)]
    server.says("MAIL", None, CUT, None)
    results = [conversation.carry(one) for one in made if not isinstance(one, Refused)]
    conversation.close()
    assert [("REF0000001", results[0]), ("REF0000002", results[1])] == [accepted(1), accepted(2)]
    assert server.connections == 2
    assert len(server.taken) == 2


def test_a_server_that_says_goodbye_is_asked_again(server: MailServerAtWork) -> None:
    server.says("MAIL", None, "421 4.4.2 idle for too long", None)
    assert sent(server, email(1), email(2)) == [accepted(1), accepted(2)]
    assert server.connections == 2


def test_no_connection_is_kept_for_ever(server: MailServerAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_EMAILS", 2)
    sent(server, *(email(number) for number in range(5)))
    assert server.connections == 3


def test_an_idle_connection_is_not_trusted(server: MailServerAtWork) -> None:
    clock = iter([0.0, 0.0, 31.0, 31.0, 40.0, 40.0])
    conversation = MailConversation(server_of(server), BOUNCES, wants_receipts=False, now=lambda: next(clock))
    for number in (1, 2, 3):
        made = provider(server_of(server))._made(email(number))
        assert not isinstance(made, Refused)
        conversation.carry(made)
    conversation.close()
    assert server.connections == 2


def test_one_slow_answer_does_not_keep_the_next_email_back(
    server: MailServerAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_FACTOR", 0.5)
    server.answer = lambda step, to: HANG if (step, to) == ("CONTENT", "patient1@example.com") else None
    results = list(provider(server_of(server), connections=2).send([email(1), email(2)]))
    assert results == [accepted(2), ("REF0000001", Unknown())]
    assert server.connections == 2


def test_what_was_drawn_is_answered_when_the_source_breaks_off(server: MailServerAtWork) -> None:
    def source() -> Iterator[Message]:
        yield email(1)
        raise LookupError

    results = provider(server_of(server)).send(source())
    assert next(results) == accepted(1)
    with pytest.raises(LookupError):
        next(results)


# --- what is refused ---


@pytest.mark.parametrize(
    ("step", "answer", "reason", "permanent"),
    [
        ("RCPT", "550 5.1.1 no such mailbox", FailReason.BAD_ADDRESS, True),
        ("RCPT", "550 no such mailbox", FailReason.BAD_ADDRESS, True),
        ("RCPT", "552 5.2.2 full", FailReason.UNREACHABLE, False),
        ("RCPT", "550 5.7.1 blocked", FailReason.BLOCKED, True),
        ("RCPT", "556 5.1.10 takes no mail", FailReason.BAD_ADDRESS, True),
        ("RCPT", "451 4.7.1 greylisted, come back", FailReason.UNREACHABLE, False),
        ("RCPT", "450 4.2.1 too many messages for this mailbox", FailReason.BUSY, False),
        ("RCPT", "554 5.7.1 <x>: Relay access denied", FailReason.NOT_ALLOWED, True),
        ("RCPT", "550 5.7.64 TenantAttribution; Relay Access Denied", FailReason.NOT_ALLOWED, True),
        ("RCPT", "550 5.7.708 traffic not accepted from this IP", FailReason.NOT_ALLOWED, True),
        ("RCPT", "530 5.7.57 client was not authenticated", FailReason.ACCOUNT, False),
        ("CONTENT", "550 relaying denied", FailReason.ACCOUNT, False),
        ("MAIL", "530 5.7.0 sign in first", FailReason.ACCOUNT, False),
        ("MAIL", "550 5.7.60 you may not send as that", FailReason.ACCOUNT, False),
        ("MAIL", "452 4.3.1 no space left", FailReason.BUSY, False),
        ("MAIL", "552 5.3.4 too large", FailReason.NOT_RENDERED, True),
        ("DATA", "451 4.3.0 not now", FailReason.BUSY, False),
        ("CONTENT", "554 5.7.1 this looks like spam", FailReason.FILTERED, True),
        ("CONTENT", "550 5.7.60 you may not send as that", FailReason.ACCOUNT, False),
        ("CONTENT", "554 5.6.0 no form", FailReason.NOT_RENDERED, True),
        ("CONTENT", "451 4.7.1 greylisted", FailReason.UNREACHABLE, False),
        ("CONTENT", "421 4.3.2 going down", FailReason.UNAVAILABLE, False),
        ("EHLO", "554 5.7.1 go away", FailReason.ACCOUNT, False),
        ("EHLO", "451 4.3.2 not now", FailReason.UNAVAILABLE, False),
    ],
)
def test_a_refusal_says_whose_fault_it_is_and_spares_the_next(
    server: MailServerAtWork, step: Step, answer: str, reason: FailReason, permanent: bool
) -> None:
    server.says(step, answer, None)
    (_, first), second = sent(server, email(1), email(2))
    assert isinstance(first, Refused)
    assert (first.reason, first.permanent) == (reason, permanent)
    assert second == accepted(2)


def test_an_answer_that_is_in_no_table_is_said_aloud(
    server: MailServerAtWork, caplog: pytest.LogCaptureFixture
) -> None:
    server.says("CONTENT", "599 what")
    assert fate(server, email(1)) == Refused(FailReason.OTHER, permanent=True, was_asked=False)
    assert "not in our table: 599" in caplog.text


# --- encryption and signing in ---


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_is_spoken_to_in_secret(tmp_path: Path, security: Security) -> None:
    with mail_server(tmp_path, security) as at_work:
        assert list(provider(server_of(at_work, security)).send([email(1)])) == [accepted(1)]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path, security: Security) -> None:
    with mail_server(tmp_path, security) as at_work:
        results = list(provider(server_of(at_work, security, ca_file="")).send([email(1)]))
        assert results == [("REF0000001", Refused(FailReason.UNAVAILABLE, permanent=False))]
        assert not at_work.taken


def test_without_encryption_nothing_is_sent_where_it_is_asked_for(server: MailServerAtWork) -> None:
    """Somebody on the way may have taken the offer out of the server's answer."""
    results = list(provider(server_of(server, "starttls")).send([email(1)]))
    assert results == [("REF0000001", Refused(FailReason.ACCOUNT, permanent=False))]
    assert not server.taken


def test_a_wrong_password_is_the_accounts_fault(tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls", password="right") as at_work:
        right, wrong = (server_of(at_work, "starttls", "surgery", word) for word in ("right", "wrong"))
        assert list(provider(right).send([email(1)])) == [accepted(1)]
        refused = Refused(FailReason.ACCOUNT, permanent=False)
        assert list(provider(wrong).send([email(1)])) == [("REF0000001", refused)]
        assert provider(right).faults() == []
        (fault,) = provider(wrong).faults()
        assert "smtp_password" in fault


def test_the_doctor_learns_that_our_address_is_not_taken(server: MailServerAtWork) -> None:
    server.says("MAIL", "550 5.7.60 you may not send as that")
    (fault,) = provider(server_of(server)).faults()
    assert BOUNCES in fault
    assert "smtp_envelope_from" in fault
    assert not server.taken


def test_a_notice_never_brings_the_content_back(server: MailServerAtWork) -> None:
    sent(server, email(1))
    assert {"RET=HDRS", "ENVID=REF0000001"} <= set(server.taken[0].mail_options)
    assert not server.taken[0].rcpt_options, "receipts are asked for only where somebody reads them"
