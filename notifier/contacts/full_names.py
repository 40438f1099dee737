"""A person's name in one line, from the parts in which lists carry it."""


def join_names(*parts: str) -> str:
    """The parts in their order, as on an envelope: title, given name, family name; empty ones leave no gap."""
    return " ".join(filter(None, parts))
