"""Tables of what pages show of a campaign: concluded when something changed, and kept until something changes again.

They are a view: nothing rests on them. Lists for the clinical system, frozen sets and evidence conclude anew.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, Base, word
from notifier.vocabulary import Channel, Choice, CodingTaskKind, Evidence, HoldReason, OutcomeKind


class FactChange(Base):
    """That a fact changed which outcomes or figures of a campaign rest on; the database itself appends it.

    Triggers write it in the transaction of the change, whoever makes it (migration 0042), and `kept_view` removes it
    once the view was brought up to date. It points at no row: a key would have whoever answers wait for whoever has the
    campaign locked.
    """

    __tablename__ = "fact_change"
    kept = "until it is read, mostly within a minute: ids alone, of whose record changed"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    patient_id: Mapped[int | None]  # none: it may be about everybody
    noticed_at: Mapped[datetime]  # by the database's wall clock


class KeptConclusion(Base):
    """What followed for one patient when it was last concluded for the pages."""

    __tablename__ = "kept_conclusion"
    kept = (
        f"{UNTIL_CAMPAIGN_PURGED}: pages show by it who stands behind each number; it is written anew with every change"
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True)
    is_listed: Mapped[bool]  # counts among the patients: not where the NHS number is another person's now
    outcome: Mapped[OutcomeKind] = mapped_column(word(OutcomeKind))
    reason: Mapped[HoldReason] = mapped_column(word(HoldReason))
    evidence: Mapped[Evidence] = mapped_column(word(Evidence))
    choice: Mapped[Choice | None] = mapped_column(word(Choice))  # the answer that stands
    told_by: Mapped[Channel | None]  # the channel of what most surely told them
    told_on: Mapped[date | None]  # in London: when the notice period of whoever said nothing began
    deadline_on: Mapped[date | None]  # the last day to answer
    places_in_doubt: Mapped[int]  # messages that may have told somebody else
    # What has to be done with the code because of what was frozen; none: nothing.
    task_kind: Mapped[CodingTaskKind | None] = mapped_column(word(CodingTaskKind))
    task_why: Mapped[str] = mapped_column(Text)
    task_set_id: Mapped[int | None]


class CampaignFigures(Base):
    """The counts that pages show of one campaign, and the moment for which they hold."""

    __tablename__ = "campaign_figures"
    kept = "for good: the last counts of a campaign, written anew with every change; it holds no patient"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    version: Mapped[int]  # how often they were written: of two who count at once, one finds another number and gives up
    as_of: Mapped[datetime]
    figures: Mapped[dict[str, Any]]  # see notifier.outcomes.figures
