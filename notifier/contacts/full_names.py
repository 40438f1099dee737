"""A person's name in one line, from the parts in which lists carry it."""

from notifier.contacts.clean_text import clean_text

GUARDIAN_OF = "Parent or guardian of"  # before the name of a child, where the letter is for whoever cares for it


def join_names(*parts: str) -> str:
    """The parts in their order, as on an envelope: title, given name, family name; empty ones leave no gap.

    What is no writing (signs of direction, invisible characters, pictures) is left out, whenever a part was stored.
    """
    return " ".join(filter(None, map(clean_text, parts)))
