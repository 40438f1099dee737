"""Fields of a form as data, so that one template shows those of every form, a provider's own among them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr

FieldKind = Literal["text", "email", "tel", "url", "number", "lines", "choice", "secret"]


@dataclass(frozen=True)
class FormField:
    """One field: its name in the form, what it is called, and how it is filled in.

    `options` are (value, label, hint) of a choice; `fixed` says why it cannot be set here, in a sentence;
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


def set_elsewhere(origins: Mapping[str, str]) -> dict[str, str]:
    """By its name, what is said of a setting that a variable or a file has set, as `SettingsStore.fixed` says it."""
    said = "Set by {}, and changed there by whoever looks after the computer."
    return {name: said.format(origin) for name, origin in origins.items()}


def with_fixed(fields: Sequence[FormField], fixed: Mapping[str, str]) -> list[FormField]:
    """The fields, those that cannot be set here with why not."""
    return [replace(field, fixed=fixed.get(field.name, "")) for field in fields]


def fields_of_model(model: type[BaseModel], prefix: str, kept: Mapping[str, str] = {}) -> Iterator[FormField]:
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
        elif info.annotation is bool:
            field = replace(field, kind="choice", options=(("True", "Yes", ""), ("False", "No", "")))
        elif info.annotation in (int, float):
            field = replace(field, kind="number", classes="nhsuk-input--width-5")
        yield field
