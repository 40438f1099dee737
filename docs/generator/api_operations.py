"""The page of the API: every operation, who may call it, what goes in and what comes out."""

from collections.abc import Iterable, Mapping
from typing import Any

from docs.generator.markdown import code, page, sentence, table
from web.api.document import ADDRESS, ROOT
from web.api.views import ApiViews
from web.problems import KINDS

OPENING = f"""
The staff's acts for programs, below `{ROOT}` at the address of the staff's pages. `{ADDRESS}` is the whole of it as
OpenAPI 3.1, and this page is its index: what is written here, and what is checked when a call comes, is made from the
same declarations. [How to begin](../how-to/api.md).

A call carries `Authorization: Bearer TOKEN`. The roles are those that the token and its person both have; an operation
that *needs a proof* takes a token that was made for acts that cannot be taken back. Moments are RFC 3339 in UTC, days
ISO 8601. A list with `next` goes on with `?after=` that. Fields in brackets may be left out.
"""
PROBLEMS = """
Every refusal is `application/problem+json` (RFC 9457): `type` is for programs and ends with the word here, `detail`
says what is wrong, where and what to do, and `errors` names each field.
"""


def api_page() -> str:
    document = ApiViews.document_of_all()
    schemas = document["components"]["schemas"]
    rows = [
        (
            f"{code(f'{method.upper()} {path}')}",
            sentence(said["summary"]),
            ", ".join(said["x-roles"]) + (", needs a proof" if said["x-needs-proof"] else ""),
            _taken(said),
            _answered(said),
        )
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]
    problems = [(str(status), code(kind.word), f"{kind.title}. {kind.detail}") for status, kind in KINDS.items()]
    return page(
        "The API",
        OPENING,
        "## Operations",
        table(("call", "it does", "who", "takes", "answers"), rows),
        "## Refusals",
        PROBLEMS,
        table(("status", "type", "it means"), problems),
        "## What goes in and comes out",
        *(_model(name, schema) for name, schema in sorted(schemas.items()) if schema.get("type") == "object"),
    )


def _taken(said: Mapping[str, Any]) -> str:
    found = [code(one["name"]) for one in said.get("parameters", ()) if one["in"] == "header"]
    for media, body in said.get("requestBody", {}).get("content", {}).items():
        found += [_name(body["schema"])] if "$ref" in body["schema"] else [f"a file, as {code(media)}"]
    names = [f"[{code(one['name'])}]" for one in said.get("parameters", ()) if one["in"] == "query"]
    return ", ".join([*found, *names])


def _answered(said: Mapping[str, Any]) -> str:
    status, answer = next((key, one) for key, one in said["responses"].items() if key < "300")
    for media, body in answer.get("content", {}).items():
        return f"{status}, {_name(body['schema']) if '$ref' in body['schema'] else code(media)}"
    return str(status)


def _name(schema: Mapping[str, Any]) -> str:
    name = str(schema["$ref"]).rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def _model(name: str, schema: Mapping[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = [
        (code(field) if field in required else f"[{code(field)}]", _kind(of), of.get("description", ""))
        for field, of in schema["properties"].items()
    ]
    return "\n\n".join((f"### {name}", sentence(schema.get("description", "").replace("\n", " ")), _table(rows)))


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    rows = list(rows)
    if any(said for _, _, said in rows):
        return table(("field", "kind", "it is"), rows)
    return table(("field", "kind"), [(field, kind) for field, kind, _ in rows])


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(code(str(one)) or "nothing" for one in schema["enum"] if one != "")
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"object of {_kind(inner)}" if isinstance(inner, Mapping) else "object"
    return str(schema.get("format", schema.get("type", "anything")))
