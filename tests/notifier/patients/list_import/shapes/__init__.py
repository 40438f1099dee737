"""Shapes of lists as clinical systems, national services and spreadsheets write them, and what must come of each.

`shape` is the form of a case; `clinical_systems`, `extracts`, `spreadsheets` and `contents` have the cases. All are
written for these tests; the sources name where such a shape was seen described.
"""
