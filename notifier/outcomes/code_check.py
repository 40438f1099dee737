"""After the practice has coded in its clinical system: a new export beside the outcomes, patient by patient.

The program writes no codes itself; this is how the practice sees that nobody was coded by mistake.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.patients.list_import.records import ListReport
from notifier.store.tables import Campaign
from notifier.vocabulary import HoldReason, SkipReason


@dataclass(frozen=True)
class CodeCheck:
    """What an export shows of the coding. `wrongly_coded` are patients who may not be, and now carry the code."""

    wrongly_coded: tuple[Concluded, ...]
    coded: tuple[Concluded, ...]
    still_to_code: tuple[Concluded, ...]
    not_in_export: tuple[Concluded, ...]  # may be coded, but the export does not have them: nobody knows
    not_readable: tuple[Concluded, ...]  # the export has something of theirs that cannot be read: nobody knows either


def check_codes(session: Session, campaign: Campaign, report: ListReport, now: datetime) -> CodeCheck:
    """Compare an export made after the coding with the outcomes at `now`; stores nothing.

    Patients who carried the code before the campaign are no mistake of it and are left out.
    """
    preset = lifecycle.preset_of(campaign)
    meant = {code for group in preset.groups if group.reason is SkipReason.ALREADY_CODED for code in group.codes}
    meant |= {add.code for add in preset.adds}
    carries = {str(one.nhs_number): any(entry.code in meant for entry in one.codes) for one in report.people}
    in_doubt = {str(one.nhs_number) for one in report.people if one.doubts}
    in_doubt |= {refusal.nhs_number for refusal in report.refused} - carries.keys()
    wrongly: list[Concluded] = []
    coded: list[Concluded] = []
    waiting: list[Concluded] = []
    missing: list[Concluded] = []
    unread: list[Concluded] = []
    for one in facts.conclude(session, campaign, now):
        is_coded = carries.get(one.nhs_number)
        if not is_coded and one.nhs_number in in_doubt:
            unread.append(one)
        elif one.outcome.may_be_coded:
            (missing if is_coded is None else coded if is_coded else waiting).append(one)
        elif is_coded and one.outcome.reason is not HoldReason.ALREADY_CODED:
            wrongly.append(one)
    return CodeCheck(tuple(wrongly), tuple(coded), tuple(waiting), tuple(missing), tuple(unread))
