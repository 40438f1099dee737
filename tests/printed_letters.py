"""Printed letters and print runs as rows, for tests that need no file: to lay a letter out takes half a second."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.print_runs.manifest import PrintedFile
from notifier.store.tables import CampaignText, Delivery, Notice, PrintedLetter, PrintRun
from notifier.vocabulary import Channel, DeliveryStatus, Pile, Wave, WrittenFormat

REFERENCE = "KEPT000001"


def letter_row(session: Session, campaign_id: int, patient_id: int, made_at: datetime, **values: Any) -> int:
    """A printed letter to a patient who was planned for; `values` as `Delivery` has its columns."""
    notice = select(Notice.id).where(Notice.patient_id == patient_id, Notice.campaign_id == campaign_id)
    chosen: dict[str, Any] = {
        "campaign_id": campaign_id,
        "notice_id": session.execute(notice).scalar_one(),
        "channel": Channel.LETTER,
        "wave": Wave.FIRST,
        "reference": REFERENCE,
        "delivery_status": DeliveryStatus.ACCEPTED,
        "planned_at": made_at,
        "due_at": made_at,
        "accepted_at": made_at,
        "provider": "print",
        "sent_to": "Ada Test\n1 Station Road\nBlackwater\nGU17 9XX",
        "text_ids": _text_ids(session, campaign_id),
        "deadline_on": (made_at + timedelta(days=42)).date(),
    }
    row = Delivery(**chosen | values)
    session.add(row)
    session.flush()
    return row.id


def run_row(session: Session, campaign_id: int, made_at: datetime, piles: Mapping[int, Pile]) -> int:
    """A finished print run with these letters, by the ids of their deliveries."""
    run = PrintRun(
        campaign_id=campaign_id,
        folder="/print/run-0001",
        envelope="printer",
        why="",
        started_at=made_at,
        finished_at=made_at,
        files=[asdict(PrintedFile(f"{pile}-1.pdf", pile, 1, 2, 30_000, "0" * 64)) for pile in set(piles.values())],
        manifest_sha256="0" * 64,
    )
    session.add(run)
    session.flush()
    for position, (delivery_id, pile) in enumerate(piles.items(), 1):
        letter = PrintedLetter(
            print_run_id=run.id,
            delivery_id=delivery_id,
            pile=pile,
            written_format=WrittenFormat.STANDARD,
            language="en",
            file=f"{pile}-1.pdf",
            position=position,
            pages=2,
            sha256="0" * 64,
        )
        session.add(letter)
    return run.id


def _text_ids(session: Session, campaign_id: int) -> list[int]:
    query = select(CampaignText.part, CampaignText.id).where(CampaignText.campaign_id == campaign_id)
    ids = {row.part: row.id for row in session.execute(query.where(CampaignText.language == "en"))}
    return [ids["letter"], ids["letter_words"], ids["reason"]]
