"""What the tests of email by SMTP have in common."""

from notifier.providers.base import Accepted
from notifier.providers.smtp_email.connection import MailServer
from notifier.providers.smtp_email.mailbox import BounceMailbox
from notifier.providers.smtp_email.provider import SmtpEmail
from notifier.providers.smtp_email.smtp_plugin import Security
from tests.notifier.providers.mail_server import MailServerAtWork

SENDER = "surgery@example.com"
BOUNCES = "bounces@example.com"
SHORT = 2.0  # seconds until an answer counts as lost


def server_of(
    at_work: MailServerAtWork,
    security: Security = "none",
    account: str = "",
    password: str = "",
    ca_file: str | None = None,
) -> MailServer:
    checked_with = str(at_work.ca_file) if ca_file is None else ca_file
    return MailServer(
        at_work.host, at_work.port, security, checked_with, account, password, our_domain="example.com", timeout=SHORT
    )


def provider(server: MailServer, connections: int = 1, mailbox: BounceMailbox | None = None) -> SmtpEmail:
    return SmtpEmail(server, SENDER, BOUNCES, mailbox, connections)


def accepted(number: int) -> tuple[str, Accepted]:
    """What is answered to `messages.email(number)` when it is taken."""
    return f"REF{number:07d}", Accepted(f"<fair-notice.REF{number:07d}@example.com>")
