"""Notes that staff write when they settle something: how they found out, what they did. Kept whole, or refused."""

from notifier.errors import ValueRefused

LONGEST_NOTE = 2_000  # characters


def note_fault(note: str, ask: str, longest: int = LONGEST_NOTE) -> str:
    """What is wrong with a note, to stand beside its field: `ask` where there is none; empty for nothing."""
    written = len(note.strip())
    if not written:
        return ask
    return f"Shorten the note to {longest:,} characters: it has {written:,}" if written > longest else ""


def read_note(note: str, longest: int = LONGEST_NOTE) -> str:
    """The note without the space around it. Raises ValueRefused for one of more than `longest` characters."""
    if fault := note_fault(note, "", longest):
        raise ValueRefused(f"{fault[0].lower()}{fault[1:]}")
    return note.strip()
