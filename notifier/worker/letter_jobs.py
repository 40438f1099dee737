"""What the pages about letters ask of a worker: to make a run, to make letters of one again, to make the kit.

Each does what the command of the same name does, into a folder of the instance instead of one that somebody names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifier.campaigns import lifecycle
from notifier.contacts.languages import ENGLISH
from notifier.delivery import leases
from notifier.delivery.limits import spending
from notifier.delivery.sending import DeliverySender
from notifier.errors import NotAllowed
from notifier.practice.made_files import MadeFiles, write_zip
from notifier.preview.kit.contents import gather_kit
from notifier.preview.kit.pieces import kit_files
from notifier.print_runs import kept_runs, printing, runs
from notifier.print_runs.file_limits import USUAL
from notifier.print_runs.reprint import Wanted, reprint_letters
from notifier.vocabulary import Channel, Piece, Role
from notifier.worker.job_work import JobWork, asker_of

_FILLED, _BOUND = "Letters filled", "Letters put into files"
_MOST_LEFT_OUT = 50  # letters that are named of those that are not printed again


@dataclass(frozen=True)
class LetterJobs:
    """One job of these; whatever killed worker began with it, no letter is in two first printings."""

    work: JobWork

    def print_waiting(self) -> dict[str, Any]:
        """Make the letters of the campaign that wait into files, each once.

        The run of a worker that was killed with its folder whole is found again, and is the result. Raises NotAllowed
        where no letter waits, and while another run of the campaign is at work.
        """
        staff, campaign_id = asker_of(self.work.database, self.work.job)
        staff.must_be(Role.MANAGER)
        work, out = self.work, self._folder()
        with self._delivery_sender() as delivery_sender:
            printed = printing.print_letters(
                delivery_sender, campaign_id, out, staff, work.now(), USUAL, self._watch, work.job.id
            )
        with work.database.reading() as session:
            made = runs.made_for(session, work.job.id, work.job.asked_at)
            money = spending.view_spending(session, campaign_id, work.settings)
        held = money.held.get(Channel.LETTER, 0) if money is not None else 0
        if made is None and held and money is not None:
            raise NotAllowed(f"no letter was made: {money.words}. A manager raises the budget")
        if made is None and not printed.not_made and not printed.unknown:
            raise NotAllowed("no letter of this campaign waits any more: look at the runs below")
        if made is not None:
            kept_runs.picture_proof(work.settings, made)
        return {"run": made, "not_made": printed.not_made, "unknown": printed.unknown, "held": held}

    def reprint(self) -> dict[str, Any]:
        """Make the letters that `job.details` says into files once more; those left out are named, with why."""
        staff, campaign_id = asker_of(self.work.database, self.work.job)
        work, details = self.work, self.work.job.details
        out, left_out = self._folder(), dict[str, str]()
        wanted = Wanted(details["run"], details["why"], details["references"], details["although_posted"])
        with self._delivery_sender() as delivery_sender:
            printing.recover_alone(delivery_sender, campaign_id, work.now())
            with work.database.reading() as session:
                made = runs.made_for(session, work.job.id, work.job.asked_at)
            if made is None:
                done = reprint_letters(delivery_sender, wanted, out, staff, work.now(), USUAL, self._watch, work.job.id)
                made, left_out = done.run.id, dict(done.left_out)
        kept_runs.picture_proof(work.settings, made)
        named = [{"reference": reference, "why": why} for reference, why in left_out.items()]
        return {"run": made, "left_out": named[:_MOST_LEFT_OUT], "leftovers": len(named)}

    def make_kit(self) -> dict[str, Any]:
        """Write every piece of the kit into one file."""
        work, (_, campaign_id) = self.work, asker_of(self.work.database, self.work.job)
        with work.database.reading() as session:
            lifecycle.get_campaign(session, work.job.practice_id, campaign_id)
            words = gather_kit(session, work.job.practice_id, campaign_id, work.settings.reply_channels)
        fonts, files = work.load_stationery().fonts_of(ENGLISH), dict[str, bytes]()
        for done, piece in enumerate(Piece):
            work.progress(done, len(Piece), f"Making the {piece.replace('-', ' ')}")
            files |= kit_files(words, piece, fonts)
        folders, filename = MadeFiles.of(work.settings), f"posters-and-leaflets-of-campaign-{campaign_id}.zip"
        token, path = folders.opened(filename)
        write_zip(path, files)
        return folders.finished(token, filename)._asdict() | {"files": sorted(files)}

    def _folder(self) -> Path:
        folder = kept_runs.runs_folder(self.work.settings)
        kept_runs.put_strays_aside(self.work.database, self.work.settings)
        return folder

    def _watch(self, what: str, done: int, of: int | None) -> None:
        self.work.progress(done, of or 0, _BOUND if what == "bound" else _FILLED)

    @contextmanager
    def _delivery_sender(self) -> Iterator[DeliverySender]:
        """A sending arm without providers: a run brings its own."""
        work = self.work
        with leases.worker_lease(work.settings.instance) as worker:
            yield DeliverySender(work.database, work.keys, work.settings, {}, worker, work.load_stationery)
