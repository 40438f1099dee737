"""How large a request may be at which door, for the server that collects it and the views that read it."""

LARGEST_FORM = 16 * 1024  # bytes; the longest form of ours has a note of a few lines
LARGEST_CALL = 3 * 1024 * 1024  # bytes; some providers send 1,000 events together
HOOKS = "/hooks/"


def is_call(path: str) -> bool:
    """Whether a request to this path is a provider's: it is answered in seconds, whatever everybody else waits for."""
    return path.startswith(HOOKS)


def largest_body(path: str) -> int:
    """How many bytes the body of a request to this path may have."""
    return LARGEST_CALL if is_call(path) else LARGEST_FORM
