"""The document of the API, as OpenAPI 3.1 has it: made from the operations, and from the models that check them."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.operations import FILE, FORM, HEADERS, JSON, Operation
from web.problems import KINDS, MEDIA_TYPE

ROOT = "/api/v1"
ADDRESS = f"{ROOT}/openapi.json"
_REF = "#/components/schemas/{model}"
_ABOUT = """The acts of the staff's pages, for programs. A program sends a personal token of the person it acts for,
made on the page of their account. Every moment is RFC 3339 in UTC, every day ISO 8601. No address holds a name or a
number of a patient: what is looked for goes into the body. Every refusal is `application/problem+json` (RFC 9457)."""
# How a list is walked through, and what is kept of a form: the schema of the problems themselves.
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "Why something was not done: RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "What kind of refusal it is: a program goes by it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, where, and what to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def document_of(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """The whole document; `version` is that of the program."""
    found = list(operations)
    schemas = _Schemas(found)
    paths: dict[str, dict[str, Any]] = {}
    for one in found:
        paths.setdefault(one.path, {})[one.method.lower()] = _described(one, schemas)
    problems = {str(status): _problem_answer(status) for status in sorted({s for one in found for s in one.statuses()})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fair Notice", "version": version, "description": " ".join(_ABOUT.split())},
        "servers": [{"url": ROOT}],
        "security": [{"token": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in found)],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A personal token of a member of staff."}
            },
            "schemas": {**schemas.definitions, "Problem": _PROBLEM},
            "responses": problems,
        },
    }


class _Schemas:
    """The schemas of all models, each once, and how an operation refers to its own."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        sent: dict[type[BaseModel], None] = {}
        shown: dict[type[BaseModel], None] = {}
        for one in operations:
            sent |= dict.fromkeys(model for model in (one.body, one.query) if model is not None)
            shown |= dict.fromkeys([one.answers] if one.answers is not None else [])
        asked = [(model, "validation") for model in sent] + [(model, "serialization") for model in shown]
        self._of, whole = models_json_schema(asked, ref_template=_REF)  # type: ignore[arg-type]  # its modes are words
        self.definitions: dict[str, Any] = whole.get("$defs", {})

    def sent(self, model: type[BaseModel]) -> Mapping[str, Any]:
        """The schema of what is sent."""
        return self._of[model, "validation"]

    def shown(self, model: type[BaseModel]) -> Mapping[str, Any]:
        """The schema of an answer."""
        return self._of[model, "serialization"]

    def fields_of_query(self, model: type[BaseModel]) -> Iterable[dict[str, Any]]:
        """The parameters of a query, each with the schema of its field."""
        whole = self.definitions[self.sent(model)["$ref"].rpartition("/")[2]]
        for name, schema in whole["properties"].items():
            plain = {key: value for key, value in schema.items() if key not in ("title", "default")}
            required = name in whole.get("required", ())
            yield {"name": name, "in": "query", "required": required, "schema": _without_null(plain)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query cannot say null: it leaves a parameter out."""
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {key: value for key, value in schema.items() if key != "anyOf"} | cast(dict[str, Any], choices[0])


def _described(one: Operation, schemas: _Schemas) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        }
        for name in one.path_parameters
    ]
    if one.query is not None:
        parameters += schemas.fields_of_query(one.query)
    for name in one.headers:
        header, about = HEADERS[name]
        shape = "^[A-Za-z0-9_-]{8,100}$" if name == "idempotency_key" else '^"[A-Za-z0-9_.:-]{1,100}"$'
        schema = {"type": "string", "pattern": shape}
        parameters.append({"name": header, "in": "header", "required": True, "description": about, "schema": schema})
    said: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.description or one.summary,
        "tags": [one.tag],
        "x-roles": sorted(one.roles),
        "x-needs-proof": one.needs_proof,
        "responses": {str(one.status): _success(one, schemas)}
        | {str(status): {"$ref": f"#/components/responses/{status}"} for status in one.statuses()},
    }
    if parameters:
        said["parameters"] = parameters
    if one.body is not None:
        said["requestBody"] = {"required": True, "content": {JSON: {"schema": schemas.sent(one.body)}}}
    if one.takes_file:
        part = {"type": "string", "contentMediaType": FILE}
        form = {"type": "object", "required": [one.takes_file], "properties": {one.takes_file: part}}
        said["requestBody"] = {"required": True, "content": {FORM: {"schema": form}}}
    return said


def _success(one: Operation, schemas: _Schemas) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": one.summary}
    if one.answers is not None:
        answer["content"] = {one.media: {"schema": schemas.shown(one.answers)}}
    elif one.status != 204:
        answer["content"] = {one.media: {"schema": {}}}
    if one.is_tagged:
        answer["headers"] = {"ETag": {"required": True, "schema": {"type": "string"}}}
    return answer


def _problem_answer(status: int) -> dict[str, Any]:
    kind = KINDS[status]
    answer: dict[str, Any] = {
        "description": f"{kind.title}. {kind.detail}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return answer
