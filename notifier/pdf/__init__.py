"""Letters and other pages as PDF files: a text is laid out once and filled for each patient. Never sees the store.

`letter_template`, `text_template`: a letter or a text laid out once, with its empty places known.
`stationery` (fonts, shell, style), `layout` (one WeasyPrint run), `geometry` (zones of the page and envelopes).
`overlay`: what is drawn for one patient; `full_layout` where that does not do; `checks`: what a letter is held to.
`address_lines`: an address as its lines are printed, `address_block`: the same laid out; `address_check`: what an
envelope takes.
`fonts`, `font_embedding`, `writing_systems`, `punctuation`: writing in Latin and other scripts.
`qr`, `qr_batch`: QR codes. `tagging`: tagged copies for a screen reader. `transcript`: letters as plain text.
`printfile`: many letters in one file, what they share stored once; `letter_file`: each in a file by itself;
`shared_fonts`: each font once in a file.
`pictures`, `png`: pages as pictures.
"""
