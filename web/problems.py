"""What the API says when something is not done: problem details, as RFC 9457 has them.

`type` is a word of ours that programs go by, `detail` says to people what is wrong, where and what to do, and `errors`
says it of each field. None of it repeats what was sent.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from flask import Response
from werkzeug.exceptions import HTTPException

from notifier.errors import Fault, NotFound

MEDIA_TYPE = "application/problem+json"
API = "/api/"  # below which every fault is told so
_ABOUT = "https://fair-notice.invalid/problems/"  # of no host: nobody has to look anything up


class FieldError(NamedTuple):
    """What is wrong with one field: where it is, as `body.channels.0`, and a sentence."""

    field: str
    detail: str


class ProblemKind(NamedTuple):
    """What a status means here: the word of its type, a title, and what to do where nothing more is known."""

    word: str
    title: str
    detail: str


# Every status that the API refuses with. A refusal of a rule of ours brings its own words for `detail`.
KINDS: Mapping[int, ProblemKind] = {
    400: ProblemKind("malformed", "The request cannot be read", "Send what the document of the API describes."),
    401: ProblemKind(
        "not-signed-in",
        "No token that is in use came with the request",
        "Send `Authorization: Bearer TOKEN` with a token from the page of your account. One that was withdrawn, that "
        "ended, or whose person has another password or role by now has to be made anew.",
    ),
    403: ProblemKind(
        "not-allowed",
        "This token may not do it",
        "It needs another role: `x-roles` in the document of the API says which.",
    ),
    404: ProblemKind(
        "not-found", "There is no such thing", "It does not exist, or is another practice's. Look at the address."
    ),
    405: ProblemKind(
        "wrong-method", "This address takes another method", "The header Allow says which methods it takes."
    ),
    406: ProblemKind(
        "not-acceptable", "The answer comes in no form that was asked for", "Send no header Accept, or `*/*` with it."
    ),
    408: ProblemKind("too-slow", "The request took too long to arrive", "Nothing was changed. Send it again."),
    409: ProblemKind("refused", "This cannot be done now", "Nothing was changed."),
    412: ProblemKind(
        "changed-meanwhile",
        "Somebody changed it since you read it",
        "Nothing was changed. Read it again, look at what is different, and send your change with the new ETag.",
    ),
    413: ProblemKind("too-large", "What was sent is too large", "Nothing was stored. Send less."),
    415: ProblemKind(
        "wrong-media-type", "What was sent is of another kind than this takes", "Send the Content-Type of the document."
    ),
    422: ProblemKind("not-valid", "Something that was sent cannot be taken", "Nothing was changed. See `errors`."),
    428: ProblemKind(
        "precondition-required",
        "This needs the ETag of what you read",
        "Nothing was changed. Read it, and send its ETag as If-Match: so nobody's change is overwritten unseen.",
    ),
    429: ProblemKind("too-many", "Too many requests came", "Wait as long as Retry-After says, then send it again."),
    500: ProblemKind(
        "defect",
        "Something went wrong here",
        "It is in the log of the program. Look whether what you asked for was done before you ask again.",
    ),
    503: ProblemKind("unavailable", "This cannot be done at the moment", "Send it again after Retry-After."),
}


class Problem(Exception):
    """Why a request is refused; raised by what answers it. `detail` is in place of the usual words of the status."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        errors: Sequence[FieldError] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers


def answer_to(problem: Problem) -> Response:
    """The problem as an answer."""
    usual = KINDS.get(problem.status) or KINDS[400 if problem.status < 500 else 500]
    said: dict[str, object] = {
        "type": f"{_ABOUT}{usual.word}",
        "title": usual.title,
        "status": problem.status,
        "detail": _sentence(problem.detail) or usual.detail,
    }
    if problem.errors:
        said["errors"] = [one._asdict() for one in problem.errors]
    return Response(json.dumps(said, separators=(",", ":")), problem.status, problem.headers, mimetype=MEDIA_TYPE)


def of_http(error: HTTPException, detail: str = "") -> Response:
    """The answer to an error of HTTP, with what its headers say to programs."""
    kept = [one for one in error.get_headers() if one[0] in ("Allow", "Retry-After")]
    return answer_to(Problem(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, detail, headers=kept))


def of_fault(fault: Fault) -> Response:
    """The answer to a fault that no operation took: what is not there, or what a rule or the moment does not allow."""
    return answer_to(Problem(404 if isinstance(fault, NotFound) else 409, str(fault)))


def _sentence(text: str) -> str:
    said = f"{text[:1].upper()}{text[1:]}" if "://" not in text.partition(" ")[0] else text
    return said if not said or said.endswith((".", "?", "!")) else f"{said}."
