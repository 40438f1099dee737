"""How large a request may be at which door, for the server that collects it and the views that read it."""

import re

from notifier.patients.uploaded_files import LARGEST_LIST

LARGEST_FORM = 16 * 1024  # bytes; the longest form of ours has a note of a few lines
LARGEST_CALL = 3 * 1024 * 1024  # bytes; some providers send 1,000 events together
LARGEST_UPLOAD = LARGEST_LIST + LARGEST_FORM  # bytes; a list, and the form around it
HOOKS = "/hooks/"
# What takes a list, an export from the clinical system or a picture: a page, and an operation of the API.
_TAKES_FILE = re.compile(
    r"/staff/list|/staff/campaigns/\d+/closing/codes|/api/v1/lists/uploads|/api/v1/campaigns/\d+/code-checks"
    r"|(?:/staff|/api/v1)/campaigns/\d+/(?:patients|slips)/\d+/photos"
)


def is_call(path: str) -> bool:
    """Whether a request to this path is a provider's: it is answered in seconds, whatever everybody else waits for."""
    return path.startswith(HOOKS)


def is_upload(path: str) -> bool:
    """Whether a form that is sent to this path brings a file, for which a page of the same path asks."""
    return _TAKES_FILE.fullmatch(path) is not None


def largest_body(path: str) -> int:
    """How many bytes the body of a request to this path may have."""
    if is_upload(path):
        return LARGEST_UPLOAD
    return LARGEST_CALL if is_call(path) else LARGEST_FORM
