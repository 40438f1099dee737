"""Notices as mail servers write them, of invented people: forms read in RFC 3464 and in what these servers send."""

from email.message import EmailMessage
from textwrap import dedent

DATE = "Mon, 30 Nov 2026 10:15:00 +0000"


def _crlf(text: str) -> bytes:
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode("ascii")


_POSTFIX = f"""
Return-Path: <>
Date: {DATE}
From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
To: bounces@example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{{reference}}.{{action}}@mail.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="one"

--one
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.com.

--one
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
{{named}}Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; patient1@example.com
Original-Recipient: rfc822;patient1@example.com
Action: {{action}}
Status: {{status}}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: {{said}}
Last-Attempt-Date: {{date}}

--one
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Elm Surgery <surgery@example.com>
To: patient1@example.com
Message-ID: <fair-notice.{{quoted}}@example.com>

--one--
"""


def postfix(
    reference: str = "REF0000001",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <patient1@example.com>: user unknown",
    envelope_id: bool = False,
    date: str = DATE,
) -> bytes:
    """RFC 3464 to the letter, with the headers of the email."""
    return _crlf(
        _POSTFIX.format(
            reference=reference,
            action=action,
            status=status,
            said=said,
            date=date,
            named=f"Original-Envelope-Id: {reference}\n" if envelope_id else "",
            quoted="SOMEBODYELSES" if envelope_id else reference,
        )
    )


def exchange(reference: str = "REF0000001") -> bytes:
    """Exchange Online: HTML in front, the whole email behind, which a gateway gave another Message-ID."""
    return _crlf(
        f"""
        From: postmaster@outlook.example.com
        To: bounces@example.com
        Date: {DATE}
        Message-ID: <0a1b2c3d@outlook.example.com>
        Subject: Undeliverable: Your record
        In-Reply-To: <fair-notice.{reference}@example.com>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="two"

        --two
        Content-Type: multipart/alternative; boundary="three"

        --three
        Content-Type: text/html; charset="us-ascii"

        <p>Your message to patient1@example.com couldn't be delivered.</p>

        --three--

        --two
        Content-Type: message/delivery-status

        Reporting-MTA: dns;AM0PR01MB0001.example.com
        Received-From-MTA: dns;mail.example.com
        Arrival-Date: {DATE}

        Final-Recipient: rfc822;patient1@example.com
        Action: failed
        Status: 5.2.2
        Diagnostic-Code: smtp;554 5.2.2 mailbox full

        --two
        Content-Type: message/rfc822

        From: Elm Surgery <surgery@example.com>
        To: patient1@example.com
        Message-ID: <another.one@gateway.example.com>
        X-Fair-Notice-Reference: {reference}
        Subject: Your record

        Dear Ada

        --two--
        """
    )


def qmail(reference: str = "REF0000001") -> bytes:
    """Words alone, and the headers of the email behind them."""
    return _crlf(
        f"""
        Return-Path: <>
        Date: {DATE}
        From: MAILER-DAEMON@mail.example.com
        To: bounces@example.com
        Subject: failure notice

        Hi. This is the qmail-send program at mail.example.com.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <patient1@example.com>:
        192.0.2.1 does not like recipient.
        Remote host said: 550 5.1.1 no such user here

        --- Below this line is a copy of the message.

        From: Elm Surgery <surgery@example.com>
        To: patient1@example.com
        Message-ID: <fair-notice.{reference}@example.com>
        """
    )


def exim_still_trying(reference: str = "REF0000001") -> bytes:
    """A warning in words: it is not over."""
    return _crlf(
        f"""
        Date: {DATE}
        X-Failed-Recipients: patient1@example.com
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mail.example.com>
        To: bounces@example.com
        Subject: Warning: message delayed 24 hours

        This message was created automatically by mail delivery software.
        A message that you sent could not be delivered to one of its recipients yet.
        No action is required on your part. Delivery attempts will continue for some time.

        Message-ID: <fair-notice.{reference}@example.com>
        """
    )


def absence(reference: str = "REF0000001") -> bytes:
    """An answer of somebody's absence note."""
    return _crlf(
        f"""
        Return-Path: <>
        Date: {DATE}
        From: Ada Test <patient1@example.com>
        To: bounces@example.com
        Subject: Automatic reply: Your record
        Auto-Submitted: auto-replied
        In-Reply-To: <fair-notice.{reference}@example.com>

        I am away until Monday; your message could not be delivered to me in person.
        """
    )


def letter_of_a_patient(reference: str = "REF0000001") -> bytes:
    """A person who answers: for a person to read."""
    message = EmailMessage()
    message["From"] = "Ada Test <patient1@example.com>"
    message["To"] = "bounces@example.com"
    message["Date"] = DATE
    message["Subject"] = "Re: Your record"
    message["In-Reply-To"] = f"<fair-notice.{reference}@example.com>"
    message.set_content("Please keep my record. My last message was returned to sender.")
    return message.as_bytes()
