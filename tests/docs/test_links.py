"""Every link of the pages leads somewhere, and every page is reached from the first."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.examples import pages
from tests.house.program import ROOT

OF_NOW = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
READ_FIRST = [*OF_NOW, ROOT / "CHANGELOG.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:docs|notifier|web|templates|tests|setup|instance|changes)/[A-Za-z0-9_./-]+)`")
MADE_LATER = ("instance/", "docs/_build/")


def links(page: Path) -> Iterator[str]:
    yield from LINK.findall(page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The headings of a page as links name them, where the page is read unbuilt and as Sphinx builds it."""
    headings = re.findall(r"^#{1,3} (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pytest.mark.parametrize("page", [*READ_FIRST, *pages()], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} leads to nothing"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


@pytest.mark.parametrize("page", [*OF_NOW, *pages()], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = set(NAMED_FILE.findall(page.read_text(encoding="utf-8")))
    assert not [name for name in named if not name.startswith(MADE_LATER) and not (ROOT / name).exists()]


def test_every_page_is_reached_from_the_first() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "//" not in link]
    assert set(pages()) <= reached
