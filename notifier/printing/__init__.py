"""Print runs: letters made into a folder, whole or not at all, and what becomes of them on paper.

`letters` prints what waits, and `reprint` the same letters again. The folder is made by `binding` out of what `spool`
keeps, and `house` is how `notifier.dispatch` hands the letters over. `posting`, `returns` and `hand_outs` record what
people then do with them.
"""
