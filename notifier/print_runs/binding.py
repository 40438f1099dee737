"""Makes the folder of a run: letters come in as they are filled, and go out sorted, bound, counted and listed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from notifier.errors import RenderFault
from notifier.pdf.geometry import ENVELOPES
from notifier.pdf.letter_template import FilledLetter, bind
from notifier.pdf.printfile import SIDES_A_SHEET, sheets_of, sides_in
from notifier.pdf.proof import LetterOfKind, proof
from notifier.pdf.stationery import Stationery
from notifier.print_runs import cover_sheets, manifest
from notifier.print_runs.cover_sheets import Letterhead
from notifier.print_runs.file_limits import FileLimits
from notifier.print_runs.folders import RunFolder, writing
from notifier.print_runs.manifest import Heading, Manifest, PrintedFile, PrintedSheets
from notifier.print_runs.spool import Slip, Spool, spooling
from notifier.providers.message_types import LetterMessage, Transcript
from notifier.vocabulary import Pile

_MEGABYTE = 1_000_000
Watch = Callable[[str, int, int | None], None]  # what is being done, to how many letters so far, and of how many


def unwatched(_what: str, _done: int, _of: int | None) -> None:
    """For runs at which nobody looks."""


@dataclass(frozen=True)
class Work:
    """One run to be made."""

    folder: RunFolder
    heading: Heading
    letterhead: Letterhead
    load_stationery: Callable[[], Stationery]
    limits: FileLimits
    watch: Watch

    def make(self, messages: Iterable[LetterMessage]) -> Manifest | None:
        """Draw every letter, then let the folder appear with all of them; None, and no folder, when there is none.

        NotFound when the disk does not take it; RenderFault when a paper that goes with the run cannot be set, or when
        two letters of a file would share a sheet.
        """
        with spooling(self.folder.working) as spool:
            slips = list(self._put_by(spool, messages))
            if not slips:
                return None
            slips.sort(key=lambda slip: slip.order)
            made = list(self._bound(spool, slips))
            done = Manifest(self.heading, [file for file, _ in made], [one for _, some in made for one in some])
            self._add_papers(spool, slips, done)
        self.folder.finish()
        return done

    def _put_by(self, spool: Spool, messages: Iterable[LetterMessage]) -> Iterator[Slip]:
        for number, message in enumerate(messages, 1):
            with writing(self.folder.path):
                yield spool.add(message)
            self.watch("filled", number, None)

    def _bound(self, spool: Spool, slips: Sequence[Slip]) -> Iterator[tuple[PrintedFile, list[PrintedSheets]]]:
        """Each file with its letters. No file mixes letters of different weight."""
        numbers: Counter[Pile] = Counter()
        bound = 0
        for (pile, pages), group in groupby(slips, key=lambda slip: (slip.pile, slip.pages)):
            for some, content in self._files(spool, pile, pages, group):
                numbers[pile] += 1
                name = self._name(pile, pages, numbers[pile], some[0].reference)
                self.folder.write(name, content)
                yield (
                    PrintedFile(name, pile, len(some), pages, len(content), hashlib.sha256(content).hexdigest()),
                    [_sheets(slip, name, position) for position, slip in enumerate(some, 1)],
                )
                bound += len(some)
                self.watch("bound", bound, len(slips))

    def _files(
        self, spool: Spool, pile: Pile, pages: int, slips: Iterable[Slip]
    ) -> Iterator[tuple[Sequence[Slip], bytes]]:
        if pages == 0:
            return self._texts(spool, slips)
        if self._is_single(pile):
            return (([slip], letter.print_file) for slip, letter in _letters(spool, slips))
        return self._cut(spool, list(slips))

    def _name(self, pile: Pile, pages: int, number: int, reference: str) -> str:
        """Sorted by name, the files lie in the order of the manifest; none says whose letter it is."""
        stem = pile.replace("_", "-")
        if pages == 0:
            return f"{stem}/{reference}.txt"
        if self._is_single(pile):
            return f"{stem}/{stem}-{pages:02d}-pages-{number:06d}-{reference}.pdf"
        return f"{stem}-{number:03d}.pdf"

    def _is_single(self, pile: Pile) -> bool:
        """Whether each letter is a file: what is handed out is printed by the practice, whatever takes the post."""
        return pile is Pile.POST and ENVELOPES[self.heading.envelope].precompiled

    def _texts(self, spool: Spool, slips: Iterable[Slip]) -> Iterator[tuple[Sequence[Slip], bytes]]:
        for slip in slips:
            text = spool.take(slip)
            assert isinstance(text, Transcript)
            yield [slip], text.text.encode("utf-8")

    def _cut(self, spool: Spool, slips: Sequence[Slip]) -> Iterator[tuple[Sequence[Slip], bytes]]:
        """Files of at most so many letters, and halved for as long as they have too many bytes."""
        most = self.limits.letters
        for start in range(0, len(slips), most):
            yield from self._halved(spool, slips[start : start + most])

    def _halved(self, spool: Spool, slips: Sequence[Slip]) -> Iterator[tuple[Sequence[Slip], bytes]]:
        content = _on_own_sheets(_bind(spool, slips), slips)
        if len(slips) == 1 or len(content) <= self.limits.megabytes * _MEGABYTE:
            yield slips, content
            return
        middle = len(slips) // 2
        yield from self._halved(spool, slips[:middle])
        yield from self._halved(spool, slips[middle:])

    def _add_papers(self, spool: Spool, slips: Sequence[Slip], done: Manifest) -> None:
        stationery = self.load_stationery()
        if kinds := kinds_of(spool, slips):
            title = f"{self.letterhead.practice_name}: {self.letterhead.campaign_name}, run {self.heading.run}"
            self.folder.write(cover_sheets.PROOF, proof(kinds, stationery.faces, title))
        if at_the_desk := [slip for slip in slips if slip.pile is Pile.HAND_OUT]:
            self.folder.write(cover_sheets.HAND_OUT_COVER, cover_sheets.hand_out_cover(at_the_desk, stationery))
        if texts := [slip for slip in slips if slip.pile is Pile.TRANSCRIPTION]:
            self.folder.write(cover_sheets.TRANSCRIPTION_LIST, cover_sheets.transcription_list(texts))
        self.folder.write(cover_sheets.COUNT_SHEET, cover_sheets.count_sheet(done, self.letterhead, stationery))
        self.folder.write("manifest.csv", done.as_csv)
        self.folder.write(manifest.NAME, done.as_json)


def kinds_of(spool: Spool, slips: Sequence[Slip]) -> list[LetterOfKind]:
    """Each kind of printed letter in a run, the commonest first, with how many there are of it."""
    counted = Counter(slip.kind for slip in slips if slip.pages)
    first = {slip.kind: slip for slip in reversed(slips)}
    templates = spool.kinds
    return [LetterOfKind(_caption(first[kind], many), templates[kind]) for kind, many in counted.most_common()]


def _caption(slip: Slip, many: int) -> str:
    pages = f"{slip.pages} page{'s' * (slip.pages != 1)}"
    sheets = f"{sheets_of(slip.pages)} sheet{'s' * (sheets_of(slip.pages) != 1)}"
    return f"{slip.written_format}, {slip.language}: {pages} on {sheets}; letters of this kind: {many}"


def _bind(spool: Spool, slips: Sequence[Slip]) -> bytes:
    return bind(letter for _, letter in _letters(spool, slips))


def _on_own_sheets(content: bytes, slips: Sequence[Slip]) -> bytes:
    """`content`, in which these letters lie. RenderFault where one of them would begin on the back of another's sheet.

    Two patients on one sheet are a breach that a printer makes thousands of times: so the file itself is counted, in
    whichever way it was made.
    """
    wanted = SIDES_A_SHEET * sum(sheets_of(slip.pages) for slip in slips)
    found = sides_in(content)
    is_alone = len(slips) == 1 and found == slips[0].pages  # a file of its own begins on a front, whatever its end
    if found != wanted and not is_alone:
        raise RenderFault(
            f"A file of {len(slips)} letters has {found} pages and not {wanted}, so that two patients would share a "
            "sheet: nothing was printed; tell whoever looks after the program."
        )
    return content


def _letters(spool: Spool, slips: Iterable[Slip]) -> Iterator[tuple[Slip, FilledLetter]]:
    for slip in slips:
        letter = spool.take(slip)
        assert isinstance(letter, FilledLetter)
        yield slip, letter


def _sheets(slip: Slip, file: str, position: int) -> PrintedSheets:
    return PrintedSheets(
        slip.reference, file, position, slip.pages, slip.written_format, slip.language, slip.pile, slip.sha256
    )
