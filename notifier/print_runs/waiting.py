"""The letters of a campaign that wait for a print run: how many of each kind, and what paper they take."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts.formats import written_format
from notifier.contacts.languages import language_code
from notifier.messages.letters import LetterKind
from notifier.messages.rendering import templates_of, without_letters
from notifier.messages.sample_messages import letter_name
from notifier.pdf.printfile import sheets_of
from notifier.settings import ReplyChannels
from notifier.store.tables import Delivery, Notice, Patient, PreviewPicture, PrintedLetter, PrintRun
from notifier.vocabulary import Channel, DeliveryStatus, Pile, Wave


@dataclass(frozen=True)
class WaitingKind:
    """Letters of one wave, format and language that are due. `pages` is None where none was laid out yet."""

    wave: Wave
    kind: LetterKind
    letters: int
    pages: int | None

    @property
    def pile(self) -> Pile:
        """What becomes of them."""
        if self.kind.written_format.is_transcribed:
            return Pile.TRANSCRIPTION
        return Pile.HAND_OUT if self.wave is Wave.HAND_OUT else Pile.POST

    @property
    def sheets(self) -> int | None:
        """Sheets of paper that all of them take, printed on both sides; None where nobody knows yet, 0 of texts."""
        if self.pile is Pile.TRANSCRIPTION:
            return 0
        return None if self.pages is None else self.letters * sheets_of(self.pages)


@dataclass(frozen=True)
class WaitingLetters:
    """What a run made now would hold, and how many letters are due `later`, from a moment on."""

    kinds: Sequence[WaitingKind]
    later: int
    later_from: datetime | None

    @property
    def letters(self) -> int:
        """All that are due."""
        return sum(one.letters for one in self.kinds)

    @property
    def sheets(self) -> int | None:
        """Sheets for all of them; None where nobody knows of some."""
        known = [one.sheets for one in self.kinds]
        return None if None in known else sum(one for one in known if one is not None)

    @property
    def envelopes(self) -> int:
        """One for each letter that goes into the post from here."""
        return sum(one.letters for one in self.kinds if one.pile is Pile.POST)


def waiting_letters(session: Session, campaign_id: int, reply_channels: ReplyChannels, now: datetime) -> WaitingLetters:
    """What waits now, the commonest kind of each wave first.

    A run may make a few letters fewer than are counted here: whoever answered a moment ago is left out then.
    """
    planned = (
        Delivery.campaign_id == campaign_id,
        Delivery.channel == Channel.LETTER,
        Delivery.delivery_status == DeliveryStatus.PLANNED,
    )
    later = select(func.count(), func.min(Delivery.due_at)).where(*planned, Delivery.due_at > now)
    how_many, since = session.execute(later).one()
    query = (
        select(Delivery.wave, Patient.accessible_format, Patient.language, func.count())
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(*planned, Delivery.due_at <= now)
        .group_by(Delivery.wave, Patient.accessible_format, Patient.language)
    )
    rows = session.execute(query).all()
    if not rows:
        return WaitingLetters([], how_many, since)
    letters = templates_of(session, campaign_id, reply_channels, without_letters).letters
    counted: Counter[tuple[Wave, LetterKind]] = Counter()
    for wave, recorded, language, number in rows:
        counted[wave, letters.kind_for(LetterKind(written_format(recorded), language_code(language)))] += number
    pages = dict(_pages(session, campaign_id))
    found = [WaitingKind(wave, kind, number, pages.get(kind)) for (wave, kind), number in counted.most_common()]
    return WaitingLetters(sorted(found, key=lambda one: list(Wave).index(one.wave)), how_many, since)


def _pages(session: Session, campaign_id: int) -> Iterator[tuple[LetterKind, int]]:
    """How many pages letters have: by the last preview, and where some were printed, by those."""
    preview = lifecycle.latest_preview(session, campaign_id)
    if preview is not None:
        drawn_pages = select(PreviewPicture.name, func.max(PreviewPicture.page)).group_by(PreviewPicture.name)
        of_preview = PreviewPicture.preview_id == preview.id
        drawn = {row[0]: row[1] for row in session.execute(drawn_pages.where(of_preview))}
        for told in preview.counts.get("letters", {}):
            kind = LetterKind.read(told)
            if (name := letter_name(kind)) in drawn:
                yield kind, drawn[name]
    printed = (
        select(PrintedLetter.written_format, PrintedLetter.language, func.max(PrintedLetter.pages))
        .join(PrintRun, PrintRun.id == PrintedLetter.print_run_id)
        .where(PrintRun.campaign_id == campaign_id, PrintedLetter.pages > 0)
        .group_by(PrintedLetter.written_format, PrintedLetter.language)
    )
    for row in session.execute(printed):
        yield LetterKind(row[0], row[1]), row[2]
