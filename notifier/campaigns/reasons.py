"""Why the practice proposes it, and who signs: the part of a campaign's text that only the practice can write.

Fair processing asks for the purpose (UK GDPR, articles 13(1)(c) and 14(1)(c)), and no program knows it. What ships with
a preset is an example, to try texts with on invented people: to real ones a campaign goes with the practice's own.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from jinja2 import Environment, TemplateError, meta
from pydantic import AfterValidator, ValidationError

from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.text_parts import REASON
from notifier.errors import NotFound, RenderFault, ValueRefused, field_faults

LONGEST_REASON, LONGEST_SIGNER = 300, 80  # in characters: two or three sentences in a letter of two pages; a line
_VALUES = frozenset({"reason", "signed_by", "signed_role"})  # how a text asks for it


def _in_one_line(words: str, longest: int) -> str:
    line = " ".join(words.split())
    if not line or len(line) > longest or not line.isprintable():
        raise ValueError(f"write 1 to {longest} characters in one paragraph")
    return line


def _sentences(words: str) -> str:
    line = _in_one_line(words, LONGEST_REASON)
    if not line.endswith((".", "?", "!", "۔", "।")):  # in Arabic letters and in Gurmukhi, too
        raise ValueError("write whole sentences, the last with its full stop")
    return line


class ProposalReason(Frozen):
    """A campaign's `reason` text. Patients read it as it stands, in letters, emails, the page and the kit."""

    reason: Annotated[str, AfterValidator(_sentences)]
    reason_guardian: Annotated[str, AfterValidator(lambda words: words and _sentences(words))] = ""  # else `reason`
    signed_by: Annotated[str, AfterValidator(lambda words: _in_one_line(words, LONGEST_SIGNER))]
    signed_role: Annotated[str, AfterValidator(lambda words: _in_one_line(words, LONGEST_SIGNER))]
    example: bool = False  # nobody at the practice wrote it: for invented people only

    def said(self, *, guardian: bool) -> str:
        """The reason as a patient reads it, or their parent."""
        return (guardian and self.reason_guardian) or self.reason

    def values(self, *, guardian: bool) -> dict[str, object]:
        """What a text may say of it, by the name that it has in the text."""
        own = {"reason": self.said(guardian=guardian), "signed_by": self.signed_by, "signed_role": self.signed_role}
        return {name: own[name] for name in sorted(_VALUES)}

    def source(self) -> str:
        """As the file of a text that `parse_reason` reads."""
        given = self.model_dump(exclude_defaults=True)
        # A TOML string in quotes is written as one of JSON.
        return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in given.items())


@lru_cache(maxsize=64)  # asked for every message of a run
def parse_reason(source: str) -> ProposalReason:
    """What a `reason` text says. Raises RenderFault that names what is missing, too long or misspelt."""
    try:
        return ProposalReason(**tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"the reason cannot be read: {error}") from error
    except ValidationError as error:
        raise RenderFault(f"the reason: {'; '.join(field_faults(error))}") from error


def given_reason(reason: str, signed_by: str, signed_role: str) -> ProposalReason | None:
    """What somebody typed; None where nothing was. Raises ValueRefused for a part of it, and what cannot be printed."""
    if not (reason or signed_by or signed_role):
        return None
    try:
        return ProposalReason(reason=reason, signed_by=signed_by, signed_role=signed_role)
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise ValueRefused(f"the reason, who signs and their role are given together: {faults}") from error


def reason_in(bodies: Mapping[str, str]) -> ProposalReason | None:
    """The reason among the texts of a language, by part; None in a campaign from before there was any.

    Raises RenderFault as `parse_reason` does.
    """
    return parse_reason(bodies[REASON]) if REASON in bodies else None


@lru_cache(maxsize=64)
def says_reason(body: str) -> bool:
    """Whether a text asks for the reason or for who signs. A broken template does not: it is refused when laid out."""
    try:
        return bool(_VALUES & meta.find_undeclared_variables(Environment(autoescape=True).parse(body)))
    except TemplateError:
        return False


def check_complete(preset: str, language: str, bodies: Mapping[str, str]) -> None:
    """Raises NotFound for texts of a language that ask for a reason where there is none. `bodies` by part."""
    if REASON not in bodies and (asking := [part for part, body in bodies.items() if says_reason(body)]):
        raise NotFound(f"the preset {preset!r} has no text {language}/reason.toml, for which its {asking[0]} asks")


def is_own(bodies: Mapping[str, str]) -> bool:
    """Whether the texts of a language, by part, hold a reason that is the practice's own and no example."""
    reason = reason_in(bodies)
    return reason is not None and not reason.example
