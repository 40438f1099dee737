"""Print runs: letters made into a folder, whole or not at all, and what becomes of them on paper.

`printing` prints what waits, and `reprint` the same letters again; `lock` lets one run at a time work on a campaign.
The folder (`folders`) is made by `binding` out of what `spool` keeps, with its `manifest` and `cover_sheets`, in
files within `file_limits`; `runs` has those on record, and `provider` is how `delivery.sending` hands letters over.
`letter_in_hand` finds the letter that somebody holds; `posting`, `returns` and `hand_outs` record what people do with
it. `screen_copies` are letters laid out again for a screen; `status` says how the letters of a campaign stand.
"""
