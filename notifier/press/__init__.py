"""The press: a text is laid out once and filled for each patient. It works on values handed in, never on the store.

`plates` are texts and pages, `letters` the printed letters, `footer` and `sms_text` what fits a prescription and a
text message, `qr` the codes. Letters are made of `stationery` (fonts, shell, style), `layout` (one WeasyPrint run),
`letter_checks` (what it is held to), `overlay` (what is drawn for one patient), `full_layout` (where that does not do),
`scripts` (writing other than Latin), `tagging` (copies for a screen) and `printfile` (many letters, everything shared
stored once).
"""
