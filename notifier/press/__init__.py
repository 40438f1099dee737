"""The press: a text is laid out once and filled for each patient. It works on values handed in, never on the store.

`plates` are texts and pages, `letters` the printed letters, `footer` and `sms_text` what fits a prescription and a
text message, `qr` the codes. Letters are made of `stationery` (fonts, shell, style), `layout` (one WeasyPrint run),
`overlay` (what is drawn for one patient) and `printfile` (many letters, everything shared stored once).
"""
