"""One call: whose it is, whether they may, what was sent, and the answer; each by the operation that was declared."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage

from notifier.campaigns.editions import EditedMeanwhile
from notifier.errors import Fault, ListFault, NotFound, RenderFault, ValueRefused
from web.api.bearer import caller_of_request
from web.api.operations import FORM, HEADERS, JSON, Operation, Tagged
from web.context import AppContext
from web.problems import FieldError, Problem, answer_to
from web.rate_limits import RateLimits

_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}", re.ASCII)
_TAG = re.compile(r'"([A-Za-z0-9_.:-]{1,100})"', re.ASCII)


_MOST_ERRORS = 20
# What we say better than the library does.
_WORDS = {"missing": "this field has to be given", "extra_forbidden": "there is no such field: look at its name"}


class Calls:
    """Makes of an operation, and of what does it, what Flask calls."""

    def __init__(self, context: AppContext, limits: RateLimits) -> None:
        self._context = context
        self._limits = limits

    def answering(self, operation: Operation, act: Callable[..., Any]) -> Callable[..., Response]:
        """The view of an operation."""

        def view(**path: int) -> Response:
            try:
                self._let_in(operation)
                return _written(operation, act(g.staff, **path, **_given(operation)))
            except Problem as problem:
                return answer_to(problem)
            except Fault as fault:
                return answer_to(_problem_of(fault))

        return view

    def _let_in(self, operation: Operation) -> None:
        """Set `g.staff` to who asks. Raises Problem for who may not."""
        try:
            caller = caller_of_request(self._context)
        except Problem as problem:
            if problem.status == 401:
                self._limits.was_no_token()
            raise
        self._limits.calling(caller.token.id)
        if not caller.staff.roles & operation.roles:
            needed = " or ".join(sorted(operation.roles))
            raise Problem(403, f"it needs a token with the role {needed}, of somebody who has that role")
        if operation.needs_proof and not caller.token.is_proof:
            raise Problem(403, "it cannot be taken back: make a token for such acts on the page of your account")
        g.staff, g.token = caller


def _given(operation: Operation) -> dict[str, Any]:
    """What was sent, by the names of the parameters that take it. Raises Problem for what cannot be taken."""
    if request.accept_mimetypes and not request.accept_mimetypes.quality(operation.media):
        raise Problem(406, f"the answer is {operation.media}: ask for that, or for anything")
    given: dict[str, Any] = {name: _header(name) for name in operation.headers}
    if operation.query is not None:
        given["query"] = _query(operation.query)
    elif request.args:
        raise Problem(400, "this operation takes no query")
    if operation.body is not None:
        given["body"] = _body(operation.body)
    elif operation.takes_file:
        given["file"] = _file(operation.takes_file)
    elif request.content_length:
        raise Problem(400, "this operation takes nothing in its body")
    return given


def _header(name: str) -> str:
    header = HEADERS[name][0]
    sent = request.headers.get(header)
    if name == "if_match":
        if sent is None:
            raise Problem(428)
        tag = _TAG.fullmatch(sent.strip())
        if tag is None:
            raise Problem(412)
        return tag[1]
    if sent is None or not _KEY.fullmatch(sent):
        said = "send 8 to 100 letters, digits, - and _ of your own choice, new for each act"
        raise Problem(400, f"the header {header} is missing or cannot be taken: {said}", [FieldError(header, said)])
    return sent


def _query(model: type[BaseModel]) -> BaseModel:
    if doubled := [name for name, values in request.args.lists() if len(values) > 1]:
        raise Problem(422, errors=[FieldError("query", f"{len(doubled)} parameters came more than once")])
    try:
        return model.model_validate(request.args.to_dict(), strict=False)
    except ValidationError as error:
        raise Problem(422, errors=_errors("query", error)) from None


def _body(model: type[BaseModel]) -> BaseModel:
    if request.mimetype != JSON:
        raise Problem(415, f"send the body as {JSON}, with that Content-Type")
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            raise Problem(400, "the body is no JSON") from None
        raise Problem(422, errors=_errors("body", error)) from None


def _file(part: str) -> FileStorage:
    if request.mimetype != FORM:
        raise Problem(415, f"send the file as {FORM}, as `curl --form {part}=@FILE` does")
    given = request.files.get(part)
    if given is None or not given.filename:
        raise Problem(422, errors=[FieldError(f"body.{part}", "the form has no such file")])
    return given


def _errors(where: str, error: ValidationError) -> list[FieldError]:
    """What is wrong, by field, without what was sent."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [
        FieldError(".".join([where, *map(str, one["loc"])])[:200], _WORDS.get(one["type"]) or _plain(one["msg"]))
        for one in found[:_MOST_ERRORS]
    ]


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _problem_of(fault: Fault) -> Problem:
    """A refusal of our rules, as HTTP has it."""
    if isinstance(fault, NotFound):
        return Problem(404, str(fault))
    if isinstance(fault, EditedMeanwhile):
        return Problem(412, str(fault))
    return Problem(422 if isinstance(fault, (ValueRefused, ListFault, RenderFault)) else 409, str(fault))


def _written(operation: Operation, made: Any) -> Response:
    if isinstance(made, Response):
        made.status_code = operation.status
        return made
    headers: Mapping[str, str] = {}
    if isinstance(made, Tagged):
        made, headers = made.body, {"ETag": f'"{made.etag}"'}
    if made is None:
        return Response(status=operation.status, headers=headers)
    return Response(made.model_dump_json(), operation.status, headers, mimetype=JSON)
