"""The command that writes a letter to the practice to which a patient moves."""

from pathlib import Path

from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.errors import NotFound
from notifier.outcomes.transfer_letters import transfer_letter


def transfer_letter_command(
    installation: Installation, campaign_id: int, nhs_number: str, out: Path, email: str
) -> None:
    """Write what the new practice has to know of a coded or keeping patient. Raises NotFound where it cannot."""
    with installation.acting(email) as (session, staff):
        text = transfer_letter(session, campaign_id, nhs_number, staff, installation.clock())
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise NotFound(f"{out} cannot be written: {error.strerror}") from error
    say(f"the letter is in {out}: read it, and send it with the record")


COMMANDS = {"transfer-letter": transfer_letter_command}
