"""The kit: what hangs, lies, plays or is said where everybody passes, from the same words as the notices.

`contents` gathers what the pieces say, checked, with nothing personal in it; `pieces` makes the files and pictures.
It tells everybody and nobody in particular: when a piece was up is recorded in `notifier.preview.displays`.
"""
