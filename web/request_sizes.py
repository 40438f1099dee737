"""How large a request may be at which door, for the server that collects it and the views that read it."""

LARGEST_FORM = 16 * 1024  # bytes; the longest form of ours has a note of a few lines
LARGEST_CALL = 3 * 1024 * 1024  # bytes; some providers send 1,000 events together
HOOKS = "/hooks/"


def largest_body(path: str) -> int:
    """How many bytes the body of a request to this path may have."""
    return LARGEST_CALL if path.startswith(HOOKS) else LARGEST_FORM
