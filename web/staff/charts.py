"""Pictures of numbers for the staff's pages, as SVG that the server makes: a bar in parts, and columns over time.

A picture carries no text and no colour that says something alone: title and description name it for who does not see
it, and the page writes every part with its number beside it and in a table behind it. Shapes are stretched to the
width of the page; their colours come from the style sheet, by class, for the security policy forbids styles here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from markupsafe import Markup

from web.templating import day, number

_WIDTH, _HEIGHT = 1000, 100  # of the drawing, in its own units
_MOST_COLUMNS = 92  # as many days as can be told apart on a phone; then weeks
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class ChartPart:
    """One number of a picture: its words, its colour, and where the people behind it are listed."""

    label: str
    count: int
    shade: str  # the end of a class of the style sheet: `fn-shade--told`
    address: str = ""  # empty for who may not see them, and where nobody is behind it

    @property
    def swatch(self) -> Markup:
        """Its colour, beside its words."""
        return Markup(
            '<svg class="fn-swatch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" focusable="false" '
            'aria-hidden="true">{}</svg>'
        ).format(_rect(self.shade, 0, 0, 16, 16))


@dataclass(frozen=True)
class ChartColumn:
    """A day, or the days of a week, with a number for each part of the picture."""

    begins: date
    ends: date  # the same of a day
    counts: Sequence[int]
    addresses: Sequence[str] = ()  # of the people behind each count


@dataclass(frozen=True)
class Chart:
    """A picture with all that stands around it. `key` has every part with its sum, in the order of the drawing."""

    name: str  # for ids on the page
    title: str
    svg: Markup
    key: Sequence[ChartPart]
    columns: Sequence[ChartColumn] = ()  # over time; empty for a bar
    is_by_week: bool = False

    @property
    def total(self) -> int:
        """What the parts come to."""
        return sum(part.count for part in self.key)


def stacked_bar(name: str, title: str, parts: Sequence[ChartPart]) -> Chart:
    """One bar, each part as wide as its share; the parts together are the whole."""
    drawing = _drawing(name, title, _said(parts), _side_by_side(parts), "bar")
    return Chart(name, title, drawing, tuple(parts))


def columns_over_time(
    name: str, title: str, parts: Sequence[ChartPart], by_day: Mapping[date, Sequence[int]], until: date
) -> Chart:
    """A column for each day from the first to `until`, or for each week of a long time: parts above each other.

    `by_day` has a number for each part; days without any may be missing. The counts of `parts` are not read: the key
    has what the columns come to.
    """
    columns = list(_columns(by_day, len(parts), until))
    is_by_week = len(columns) > _MOST_COLUMNS
    if is_by_week:
        columns = _weeks(columns)
    highest = max((sum(one.counts) for one in columns), default=0)
    shapes = Markup()
    for index, column in enumerate(columns):
        wide, top = _WIDTH / len(columns), float(_HEIGHT)
        for part, count in zip(parts, column.counts, strict=True):
            if count:
                tall = _HEIGHT * count / highest
                top -= tall
                shapes += _rect(part.shade, index * wide, top, wide * 0.8, tall)
    sums = [sum(one.counts[index] for one in columns) for index in range(len(parts))]
    key = tuple(replace(part, count=count) for part, count in zip(parts, sums, strict=True))
    said = _said(key)
    if columns:
        most = max(columns, key=lambda one: sum(one.counts))
        what = "in one week, from" if is_by_week else "on one day,"
        said = (
            f"{said}. From {day(columns[0].begins)} to {day(until)}; most {what} {day(most.begins)}: {number(highest)}"
        )
    return Chart(name, title, _drawing(name, title, said, shapes, "columns"), key, tuple(columns), is_by_week)


def share_bars(parts: Sequence[ChartPart]) -> list[Markup]:
    """A bar for each part, the largest over the whole width; each stands beside its words and number, which say it."""
    largest = max((part.count for part in parts), default=0)
    widths = [_WIDTH * part.count / largest if largest else 0 for part in parts]
    return [_beside(_rect(part.shade, 0, 0, width, _HEIGHT)) for part, width in zip(parts, widths, strict=True)]


def mixed_bar(parts: Sequence[ChartPart]) -> Markup:
    """A bar in parts for a row of a table that has every number: it says nothing that the row does not."""
    return _beside(_side_by_side(parts))


def _side_by_side(parts: Sequence[ChartPart]) -> Markup:
    total, shapes, begins = sum(part.count for part in parts), Markup(), 0.0
    for part in parts:
        if part.count:
            width = _WIDTH * part.count / total
            shapes += _rect(part.shade, begins, 0, width, _HEIGHT)
            begins += width
    return shapes


def _columns(by_day: Mapping[date, Sequence[int]], parts: int, until: date) -> Iterator[ChartColumn]:
    if not by_day:
        return
    begins = min(by_day)
    for offset in range((max(until, *by_day) - begins).days + 1):
        on = begins + timedelta(days=offset)
        yield ChartColumn(on, on, tuple(by_day.get(on, (0,) * parts)))


def _weeks(columns: Sequence[ChartColumn]) -> list[ChartColumn]:
    found = []
    for index in range(0, len(columns), _WEEK.days):
        days = columns[index : index + _WEEK.days]
        sums = tuple(map(sum, zip(*(one.counts for one in days), strict=True)))
        found.append(ChartColumn(days[0].begins, days[-1].ends, sums))
    return found


def _said(parts: Sequence[ChartPart]) -> str:
    return "; ".join(f"{part.label}: {number(part.count)}" for part in parts)


def _rect(shade: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="fn-shade--{}" x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"/>').format(
        shade, x, y, width, height
    )


def _drawing(name: str, title: str, said: str, shapes: Markup, kind: str) -> Markup:
    return Markup(
        '<svg class="fn-chart fn-chart--{kind}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" '
        'preserveAspectRatio="none" role="img" focusable="false" aria-labelledby="{name}-title {name}-said">'
        '<title id="{name}-title">{title}</title><desc id="{name}-said">{said}</desc>{shapes}</svg>'
    ).format(kind=kind, wide=_WIDTH, tall=_HEIGHT, name=name, title=title, said=said, shapes=shapes)


def _beside(shapes: Markup) -> Markup:
    return Markup(
        '<svg class="fn-chart fn-chart--beside" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" '
        'preserveAspectRatio="none" focusable="false" aria-hidden="true">{}</svg>'
    ).format(_WIDTH, _HEIGHT, shapes)
