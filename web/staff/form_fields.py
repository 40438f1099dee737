"""Fields of a form as data, so that one template shows those of every form, a provider's own among them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr

FieldKind = Literal["text", "email", "tel", "url", "number", "lines", "choice", "secret"]


@dataclass(frozen=True)
class FormField:
    """One field: its name in the form, what it is called, and how it is filled in.

    `options` are (value, label, hint) of a choice; `fixed` says what else has set it, where it cannot be set here;
    `kept` what may be said of a secret that is set.
    """

    name: str
    label: str
    hint: str = ""
    kind: FieldKind = "text"
    options: tuple[tuple[str, str, str], ...] = ()
    classes: str = "nhsuk-u-width-two-thirds"
    autocomplete: str = ""
    fixed: str = ""
    kept: str = ""


def typed_in(fields: Sequence[FormField], form: Mapping[str, str], longest: int = 2000) -> dict[str, str]:
    """What was typed into these fields, by name, without the blanks around it."""
    return {field.name: form.get(field.name, "").strip()[:longest] for field in fields}


def fields_of_model(
    model: type[BaseModel], prefix: str, fixed: Mapping[str, str], kept: Mapping[str, str]
) -> Iterator[FormField]:
    """The fields of a settings model in its order; each name begins with `prefix`, which its label leaves out.

    What a setting is called and what belongs there are the model's `title` and `description`.
    """
    for name, info in model.model_fields.items():
        plain = name.removeprefix(prefix).replace("_", " ").strip()
        field = FormField(name, info.title or plain.capitalize(), info.description or "")
        if info.annotation is SecretStr:
            field = replace(field, kind="secret", kept=kept.get(name, ""))
        elif get_origin(info.annotation) is Literal:
            field = replace(field, kind="choice", options=tuple((one, one, "") for one in get_args(info.annotation)))
        elif info.annotation in (int, float):
            field = replace(field, kind="number", classes="nhsuk-input--width-5")
        yield replace(field, fixed=fixed.get(name, ""))
