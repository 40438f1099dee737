"""How a code is added to many records in each clinical system, and taken off again: a page beside the lists.

What the pages say is in `templates/coding`, from public material whose sources are named. Nobody here has tried it on a
live system, and each page says so.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined

from notifier.campaigns.added_codes import RecordCode
from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.presets import Preset, template_root
from notifier.outcomes.reason_sentences import spoken_day
from notifier.vocabulary import ClinicalSystem, OutcomeKind

NUMBERS_PLACE = "{numbers}"  # where the name of the file of NHS numbers stands in a step
_LISTS: Mapping[OutcomeKind, tuple[str, str]] = {
    OutcomeKind.MAY_CODE_ASKED: ("Patients who asked for it", "agreed in answer to the practice's notice"),
    OutcomeKind.MAY_CODE_SILENT: (
        "Patients who were told and said nothing",
        "told individually, no objection by the end of the notice period",
    ),
}


class GuideSource(Frozen):
    """A public page that steps are told from."""

    title: str
    url: str


class CodingGuide(Frozen):
    """What is known in public of adding and removing codes in one clinical system."""

    system: ClinicalSystem
    title: str  # what the practice calls the system
    who: str  # who can do it there
    add: tuple[str, ...]
    take_off: tuple[str, ...]
    sources: tuple[GuideSource, ...]


class _GuideList(NamedTuple):
    """One list of patients, as a page shows it."""

    heading: str
    codes: Sequence[RecordCode]
    batch_text: str
    table: str  # the file with each patient's own text
    steps: Sequence[str]


@cache
def coding_guides() -> Mapping[str, CodingGuide]:
    """The guides by the name of their file."""
    found = sorted((template_root() / "coding").glob("*.toml"))
    return {path.stem: CodingGuide(**tomllib.loads(path.read_text(encoding="utf-8"))) for path in found}


def guides_for(system: ClinicalSystem | None) -> list[CodingGuide]:
    """The guide of the practice's clinical system, or all where nobody said which it is."""
    return [guide for guide in coding_guides().values() if system in (None, guide.system)]


def guide_files(
    campaign_id: int,
    preset: Preset,
    codes: Mapping[OutcomeKind, Sequence[RecordCode]],
    closed_on: date,
    system: ClinicalSystem | None,
) -> dict[str, bytes]:
    """A page for the practice's clinical system, or for each where nobody said which it is, by the name of its file."""
    source = (template_root() / "coding" / "guide.html").read_text(encoding="utf-8")
    page = Environment(undefined=StrictUndefined, autoescape=True).from_string(source)
    return {
        f"how-to-{name}.html": page.render(
            campaign=campaign_id,
            title=preset.title,
            guide=guide,
            lists=[_guide_list(kind, preset, guide, codes[kind]) for kind in _LISTS],
            date_to_enter=spoken_day(closed_on),
        ).encode("utf-8")
        for name, guide in coding_guides().items()
        if system in (None, guide.system)
    }


def _guide_list(kind: OutcomeKind, preset: Preset, guide: CodingGuide, codes: Sequence[RecordCode]) -> _GuideList:
    heading, basis = _LISTS[kind]
    numbers = f"nhs_numbers_{kind}.txt, or its numbered parts"
    steps = [step.replace(NUMBERS_PLACE, numbers) for step in guide.add]
    return _GuideList(heading, codes, preset.free_text.beside(kind, basis), f"{kind}.csv", steps)
