"""A page for each clinical system: how a list of patients gets a code there, and how a code comes off."""

from collections.abc import Mapping

from docs.generator.markdown import page
from notifier.outcomes.coding_guides import NUMBERS_PLACE, CodingGuide, coding_guides

OPENING = """
**Not tried on a live system.** These steps are told from the public pages that are named below. Menus differ between
versions: try them on a test patient first. `notifier export` writes this page beside [the lists](codes.md), with the
campaign's own codes, texts and files.
"""
BEFORE = """## Before you begin

- {who}
- Export on the day on which you code, and look at `take_off.csv` first: whoever stands there must not get the code.
- Patients who asked and patients who said nothing are two batches, with two texts. Never put them together."""


def coding_pages() -> Mapping[str, str]:
    """Each page's path below `docs`, and its text."""
    return {f"how-to/{name}.md": coding_page(guide) for name, guide in coding_guides().items()}


def coding_page(guide: CodingGuide) -> str:
    numbers = "`nhs_numbers_may_code_asked.txt`, or the other list's, or one of their numbered parts"
    add = numbered([step.replace(NUMBERS_PLACE, numbers) for step in guide.add])
    sources = "\n".join(f"- [{source.title}]({source.url})" for source in guide.sources)
    return page(
        f"Codes in {guide.title}",
        OPENING,
        BEFORE.format(who=guide.who),
        f"## Add the code to a list\n\n{add}",
        f"## Take the code off again\n\n{numbered(guide.take_off)}",
        f"## Sources\n\n{sources}",
    )


def numbered(steps: list[str] | tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
