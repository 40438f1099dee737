"""A long list in parts: which part a request asks for, and the addresses of those before and after it."""

from dataclasses import dataclass

from flask import request

PER_PAGE = 50


@dataclass(frozen=True)
class PartOfList:
    """The part number `page`, from 1, of a list of `total`."""

    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many parts there are; one of an empty list."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def before(self) -> int | None:
        """The number of the part before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the part after this one."""
        return self.page + 1 if self.page < self.pages else None

    @property
    def shown(self) -> str:
        """Which of the list are shown, in words."""
        first = (self.page - 1) * PER_PAGE + 1
        last = min(self.total, self.page * PER_PAGE)
        return f"{first:,} to {last:,} of {self.total:,}"


def asked_page() -> int:
    """The number of the part that is asked for; the first where it is none."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and int(text[:7]) > 0 else 1
