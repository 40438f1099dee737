"""What is proposed to a whole list, in which words, and where the proposal stands.

`lifecycle`: created from a preset, edited in versions, previewed, paused, closed.
`approvals`: a second person approves exactly what was previewed. `approved_versions`: what that was, and what changed.
`launches`: the launch, which begins some minutes after the button, and until then can be stopped with nobody told.
`drafts`: what a person chooses of a new one. `told_rules`: what counts as told by it, for each channel.
`calendar`: London dates, and the last day of a notice. `working_days`: without weekends and bank holidays.
`post_times`: which day a letter may name.
`text_parts`: what a campaign's text consists of.
`launch_checks`: what it has to have before it may tell anybody; `check_list` gathers the facts for it.
`sign_offs`: the decisions behind it, each with who, when and where it is written.
`reasons`: why the practice proposes it, and who signs.
`presets`: the kinds of campaign (texts, codes, rules) that ship with the program or belong to the practice.
`translations`: what a language needs beside its texts, and who reviewed them.
`published_pages`: the words of the patient page, published at launch.
"""
