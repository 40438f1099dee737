"""Where staff go on after they signed in or proved again who they are: to a page of theirs, and nowhere else."""

from urllib.parse import urlsplit

from flask import Request, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

FIRST_PAGE = "/staff/"
_LONGEST = 500


def safe_next(address: str) -> str:
    """The address if it is one below /staff/ on this site; else that of the first page."""
    parts = urlsplit(address) if address.isprintable() and len(address) <= _LONGEST else urlsplit("")
    is_ours = not (parts.scheme or parts.netloc or "\\" in address or ".." in parts.path or "//" in parts.path)
    return address if is_ours and parts.path.startswith("/staff/") else FIRST_PAGE


def page_to_return_to(request: Request) -> str:
    """The page that is asked for; of a form that was sent, the page that it stands on."""
    if request.method in ("GET", "HEAD"):
        return safe_next(request.full_path.rstrip("?"))
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc == request.host and _is_page(request, sent_from.path):
        return safe_next(f"{sent_from.path}?{sent_from.query}".rstrip("?"))
    return safe_next(request.path if _is_page(request, request.path) else "")


def _is_page(request: Request, path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        adapter.match(path, method="GET")  # type: ignore[union-attr]  # there is a request
    except (HTTPException, RequestRedirect):
        return False
    return True
