"""The rehearsal: what a launch would do now, in exact counts, pounds and days. It stores nothing and sends nothing.

`rehearse` joins what the other files know: `census` who would be told how, `text_costs` what the texts cost, `forecast`
how long sending takes, `desk_load` what the desk may expect on which day, and `briefing` says it to whoever is afraid
of the button. `figures` has the values, `stored` keeps them.
"""

from notifier.preview.rehearsal.census import Census
from notifier.preview.rehearsal.figures import Costs, Dates, Rehearsal, Span, TextSizes
from notifier.preview.rehearsal.rehearse import rehearse_launch

__all__ = ["Census", "Costs", "Dates", "Rehearsal", "Span", "TextSizes", "rehearse_launch"]
