"""The rehearsal: what a launch would do now, in exact counts, pounds and days. It stores nothing and sends nothing.

`rehearse` joins what the other files know: `census` who would be told how, `texts` what the texts cost, `forecast` how
long sending takes, and `briefing` says it to whoever is afraid of the button.
"""

from notifier.rehearsal.census import Census
from notifier.rehearsal.figures import Costs, Dates, Rehearsal, Span, TextSizes
from notifier.rehearsal.rehearse import rehearse

__all__ = ["Census", "Costs", "Dates", "Rehearsal", "Span", "TextSizes", "rehearse"]
