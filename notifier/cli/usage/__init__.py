"""What can be typed: the names, parameters and help of every command, and nothing that takes time to load.

    parameters      what many commands have: a campaign's id, who does it, `--json`
    setup_usage     init, staff, audit, doctor, backup, restore
    list_usage      list, sample-list
    campaign_usage  campaign
    reply_usage     reply, told
    desk_usage      slip, photo, matter, token
    outcome_usage   outcomes, export, transfer-letter, disclose, reconcile-codes, evidence
    letter_usage    letters, reprint, posted, returned, handed
    display_usage   kit, footer, display
    running_usage   door, send, serve, worker, jobs, sandbox, demo

What a command does is in the file that its `LazyCommand` names.
"""
