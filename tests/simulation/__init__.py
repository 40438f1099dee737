"""The simulator: whole campaigns from outside, with an account of its own of what everybody was told and said.

It drives the product by its commands, its pages, signed calls of the companies, files and the time handed in, and never
looks into it: `ledger` keeps the facts and `judgement` says what follows, both written from the rules alone. That
nothing here imports what the product concludes, records or sends with is tested (tests/house/test_simulation.py).

`people`, `lists`: who lives here, and the practice's list week by week. `providers`, `carriage`: the companies for
texts and emails, and what becomes of a message. `post`: letters. `answers`: the patients. `reception`: the staff.
`closing`: freezing, coding and comparing. `scene`: what these share. `course`: which of it happens on which day.
`checks`: the product's word against the ledger. `planted`: faults that the simulator has to find. `runs`: many seeds at
a time. `installation`, `warm`, `workers`: commands and pages in this process, and workers that are killed.
"""
