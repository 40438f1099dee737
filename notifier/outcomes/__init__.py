"""What follows for each patient, derived from facts and never typed in.

`rule`: the pure rule, from facts to may-code or hold. `facts`: the facts of many patients, read from the tables.
`export`: the lists for the clinical system. `code_check`: what was coded, beside what may be.
`progress`: a campaign in counts. `campaign_view`: a campaign as its page shows it. `search`: patients at the desk.
`kept_figures`: the counts that pages show, kept until something changes (`fact_changes`), with what follows for each
patient (`kept_conclusions`).
"""
