"""The practice's reason and who signs, as four fields instead of the file that they are kept as."""

import json
from collections.abc import Iterable, Mapping

from flask import request
from pydantic import ValidationError

from notifier.campaigns.reasons import LONGEST_REASON, LONGEST_SIGNER, ProposalReason, parse_reason
from notifier.campaigns.text_parts import REASON
from notifier.errors import RenderFault

FIELDS = ("reason", "reason_guardian", "signed_by", "signed_role")
_FAULTS: Mapping[str, str] = {
    "reason": f"Write one to three whole sentences, {LONGEST_REASON} characters at most",
    "reason_guardian": f"Write whole sentences, {LONGEST_REASON} characters at most, or leave it empty",
    "signed_by": f"Write who signs, {LONGEST_SIGNER} characters at most",
    "signed_role": f"Write what that person is at the practice, {LONGEST_SIGNER} characters at most",
}
_STILL_EXAMPLE = "This is the name in the example: write who signs at your practice, and why you propose it"


def source_of(form: Mapping[str, str]) -> str:
    """The text that the fields make, also where a field is not right: the check says what is wrong."""
    given = {field: " ".join(form.get(field, "").split()) for field in FIELDS}
    return "".join(f"{field} = {json.dumps(value, ensure_ascii=False)}\n" for field, value in given.items() if value)


def reason_fields(body: str) -> dict[str, str]:
    """What the fields have in them for a text, and whether it is an example that nobody at the practice wrote."""
    try:
        reason = parse_reason(body)
    except RenderFault:
        return {field: request.form.get(field, "") for field in FIELDS}
    said = {field: str(getattr(reason, field)) for field in FIELDS}
    return said | ({"example": "yes"} if reason.example else {})


def faults(part: str, earlier: Iterable[str]) -> dict[str, str]:
    """What is wrong by field, where the form is that of the reason; `earlier` are the texts that were stored before.

    Whoever stores the example's signer has overlooked that it is one: from then on it would count as their own words.
    """
    if part != REASON:
        return {}
    given = {field: value for field in FIELDS if (value := request.form.get(field, "").strip())}
    try:
        typed = ProposalReason.model_validate(given)
    except ValidationError as error:
        return {name: _FAULTS[name] for fault in error.errors() if (name := str(fault["loc"][0])) in _FAULTS}
    return {"signed_by": _STILL_EXAMPLE} if typed.signed_by in _invented_signers(earlier) else {}


def _invented_signers(bodies: Iterable[str]) -> set[str]:
    found = set()
    for body in bodies:
        try:
            reason = parse_reason(body)
        except RenderFault:
            continue
        if reason.example:
            found.add(reason.signed_by)
    return found
