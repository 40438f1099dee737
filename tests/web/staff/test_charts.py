"""Pictures of numbers: every part is drawn to its share, named in words, and the whole is what the parts come to."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from web.staff.charts import Chart, ChartPart, columns_over_time, stacked_bar

FIRST = date(2026, 12, 1)


def widths(chart: Chart) -> list[float]:
    return [float(found) for found in re.findall(r'<rect [^>]* width="([\d.]+)"', chart.svg)]


def heights(chart: Chart) -> list[float]:
    return [float(found) for found in re.findall(r'<rect [^>]* height="([\d.]+)"', chart.svg)]


@given(st.lists(st.integers(0, 30_000), min_size=1, max_size=6))
def test_a_bar_is_full_and_each_part_has_its_share(counts: list[int]) -> None:
    chart = stacked_bar(
        "told", "How surely", [ChartPart(f"part {index}", one, "a") for index, one in enumerate(counts)]
    )
    drawn, parts = widths(chart), [one for one in counts if one]
    assert chart.total == sum(counts)
    assert len(drawn) == len(parts)
    assert all(abs(width - 1000 * count / sum(counts)) < 0.01 for width, count in zip(drawn, parts, strict=True))


def test_a_picture_is_named_and_its_numbers_are_said_in_words_that_run_nothing() -> None:
    chart = stacked_bar(
        "told", "How surely <b>", [ChartPart("Answered & more", 12_345, "a"), ChartPart("Not told", 1, "b")]
    )
    assert 'role="img"' in chart.svg
    assert 'aria-labelledby="told-title told-said"' in chart.svg
    assert "How surely &lt;b&gt;" in chart.svg
    assert "Answered &amp; more: 12,345; Not told: 1" in chart.svg
    assert "style=" not in chart.svg
    assert "onload" not in chart.svg


def test_every_day_has_its_column_and_the_highest_reaches_the_top() -> None:
    parts = [ChartPart("Keep", 0, "keep"), ChartPart("Agree", 0, "agree")]
    counts = {FIRST: (1, 3), FIRST + timedelta(days=4): (2, 0)}
    chart = columns_over_time("answers", "Answers", parts, counts, FIRST + timedelta(days=9))
    assert [sum(one.counts) for one in chart.columns] == [4, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    assert [(one.label, one.count) for one in chart.key] == [("Keep", 3), ("Agree", 3)]
    assert heights(chart) == [25.0, 75.0, 50.0]
    assert "most on one day, 1 December 2026: 4" in chart.svg


def test_a_long_time_is_drawn_by_weeks_and_loses_nobody() -> None:
    counts = {FIRST + timedelta(days=index): (index % 3,) for index in range(200)}
    chart = columns_over_time("answers", "Answers", [ChartPart("Keep", 0, "keep")], counts, FIRST)
    assert chart.is_by_week
    assert len(chart.columns) == 29
    assert chart.total == sum(one[0] for one in counts.values())
    spans = [(one.begins, one.ends) for one in chart.columns]
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(spans)), "every day is in one"
    assert spans[-1][1] == FIRST + timedelta(days=199)


def test_nothing_yet_is_an_empty_picture() -> None:
    assert columns_over_time("answers", "Answers", [ChartPart("Keep", 0, "keep")], {}, FIRST).columns == ()
    assert widths(stacked_bar("told", "How surely", [ChartPart("Answered", 0, "a")])) == []
