"""How notices go out, and what becomes of them.

`planning`: a notice and its deliveries for each patient, or why not; `routing`: by which channels, in which order.
`import_effects`: what campaigns under way would do because of a list.
`follow_ups`: the next channel, the reminder, late joiners. `notices`: a notice and its link.
`tried_places`, `outlook`, `new_deliveries`: what was tried where, what still tells, and the rows that planning writes.
`places`, `places_in_doubt`: which message went to a place that is no longer its patient's. `doubtful_tellings`: those,
for a person who finds out.
`claims`: who is next, claimed by a conditional update. `sending`: claim, commit, render, send, record.
`lost_messages`: what a provider is asked where its answer was lost.
`acknowledgements`: what tells a patient that an answer came.
`receipts`: the allowed moves of a delivery, and what providers report. `standing`: what a set of reports says, pure.
`polling`: asks for what they did not tell. `silence`: when it counts that nothing was heard.
`unknown_deliveries`: those of which nobody knows whether they went. `leases`: which workers are alive.
`limits`: what holds sending back.
"""
