"""The page of presets: each field that `preset.toml` may have, the files of words, and the presets that are shipped."""

import json
import tomllib
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from docs.generator.comments import remarks
from docs.generator.markdown import code, page, paragraphs, sentence, table
from notifier.campaigns import presets
from notifier.campaigns.added_codes import AddedCode, FreeText, PreferredCode
from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.presets import ClosingRules, FairnessPhrases, Group, Preset, SignOffAsk, Unrelated
from notifier.campaigns.text_parts import PARTS

OPENING = """
A preset is a folder: `preset.toml`, and a folder of words for each language. A practice puts its own into
`instance/presets/NAME`; it goes before a shipped one of the same name. A misspelt field is refused, and so are a
retired code and a SNOMED CT code that fails its check digit.

Under `[told]` stands what counts as told: by the name of each channel `sent` (its provider took it), `posted` (letters)
or `delivered` (reported to have arrived; a letter, handed over), and `letter_working_days`, in which a posted letter
may come back before it counts. `notifier campaign create --told` goes before it. A preset of your own from before there
was `[told]` has `evidence_needed` instead, and means what it meant.
"""
MODELS: tuple[tuple[str, type[Frozen]], ...] = (
    ("preset.toml", Preset),
    ("Each of [[sign_off_asks]]", SignOffAsk),
    ("Each of [[groups]]", Group),
    ("[unrelated]", Unrelated),
    ("Each of [[adds]]", AddedCode),
    ("Each of [[preferences]]", PreferredCode),
    ("[free_text]", FreeText),
    ("[closing]", ClosingRules),
    ("[fairness]", FairnessPhrases),
)


def presets_page() -> str:
    return page("Presets", OPENING, *(model_section(*model) for model in MODELS), words_section(), shipped_section())


def model_section(heading: str, model: type[Frozen]) -> str:
    said = remarks(model)
    rows = [
        (code(name), type_name(field.annotation), default(field), sentence(said.get(name, "")))
        for name, field in model.model_fields.items()
    ]
    heads = ("field", "value", "if left out", "meaning")
    return "\n\n".join((f"## {heading}", paragraphs(model.__doc__), table(heads, rows)))


def default(field: FieldInfo) -> str:
    return "must be there" if field.is_required() else code(toml(field.default))


def toml(value: Any) -> str:
    """A default as people who write TOML call it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Frozen) or value in ((), {}, None):
        return "empty"
    return json.dumps(value) if isinstance(value, tuple) else str(value)


def type_name(kind: Any) -> str:
    """A type as people who write TOML call it."""
    origin = get_origin(kind)
    if origin is Annotated:
        return type_name(get_args(kind)[0])
    if origin is Literal:
        return " or ".join(code(str(value)) for value in get_args(kind))
    if origin is dict:
        return f"table of {' or '.join(f'{type_name(one)}s' for one in type_choices(get_args(kind)[1]))}"
    if origin is tuple:
        return f"list of {type_name(get_args(kind)[0])}"
    if origin in (UnionType, Union):
        return " or ".join(type_name(one) for one in get_args(kind) if one is not NoneType)
    if hasattr(kind, "__members__"):
        return f"one of [{kind.__name__}](values.md#{kind.__name__.lower()})"
    names = {
        str: "text",
        int: "number",
        bool: "`true` or `false`",
        Group: "table",
        AddedCode: "table",
        PreferredCode: "table",
        FreeText: "table",
        ClosingRules: "table",
        FairnessPhrases: "table",
        Unrelated: "table",
        SignOffAsk: "table",
    }
    return names[kind]


def type_choices(kind: Any) -> tuple[Any, ...]:
    """The types that a value may have."""
    return get_args(kind) if get_origin(kind) in (UnionType, Union) else (kind,)


def words_section() -> str:
    rows = [(code(f"en/{file}"), code(part)) for part, file in PARTS.items()]
    return f"""## Files of words

What a campaign says, in English. In another language at least the letter, its words and `translation.toml` are needed;
see `templates/messages/TRANSLATING.md`. The part is what `notifier campaign text` calls it.

{table(("file", "part"), rows)}"""


def shipped_section() -> str:
    root = presets.template_root() / "messages"
    rows = []
    for path in sorted(root.glob("*/preset.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        codes = ", ".join(f"{code(add['code'])} ({add['terminology']})" for add in said["adds"])
        rows.append((code(path.parent.name), said["title"], said["summary"], codes))
    return "\n\n".join(("## Shipped presets", table(("preset", "title", "what it proposes", "adds"), rows)))
