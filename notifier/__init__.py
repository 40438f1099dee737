"""Fair Notice: a notice's life, one module per stage. Start reading here, in this order.

`intake` reads the practice's list -> `campaigns` prepares and approves what is said -> `planning` decides who is told
how -> `rendering` fills the texts -> `dispatch` sends them -> `receipts` takes what providers report -> `replies`
takes what patients answer -> `outcomes` concludes, patient by patient -> `export` and `evidence` hand it over, and
`coding` checks what was coded -> `retention` forgets what has lost its reason. `engine` rings the stages; `cli` and
the doors in `web` are how people reach them.
"""
