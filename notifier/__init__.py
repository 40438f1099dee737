"""Fair Notice: a notice's life, one module per stage. Start reading here, in this order.

`intake` reads the practice's list -> `campaigns` prepares and approves what is said -> `planning` decides who is told
how -> `dispatch` claims what is due, has `rendering` (and `lettering`) fill the texts and sends them; `printing` prints
letters, and records what became of them -> `receipts` takes what providers report -> `inbound` and `replies` take what
patients answer -> `outcomes` concludes, patient by patient -> `export` and `evidence` hand it over, and `coding` checks
what was coded -> `retention` forgets what has lost its reason. Beside the way, `kit` and `displays` are what everybody
passes by. `engine` rings the stages, a worker's `shift` rings it; `cli` and the doors in `web` are for people.
"""
