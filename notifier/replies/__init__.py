"""What comes back from patients.

`record`: the one writer of replies, whatever way they came by. `reception_order`: which of a patient's replies stands.
`settling`: what follows from a reply; safe to come late. `reviews`: what a person concludes of one in doubt.
`unasked`: answers that hold a patient together, under two NHS numbers too, and are asked about afterwards.
`misfiled`: taking back what staff logged for the wrong patient.
`unmatched_slips`: answers of people whom the desk did not find; `loose_slips`: whose each may be, and holds.
`slip_photos`: pictures of slips, made anew.
`patient_page`: all that the public page needs. `link_replacement`: another link for one that a stranger has.
`inbound_sms`: texts that patients send; `inbound_sweep`: those that nobody handed on; `sms_keywords`: what they say.
`history`: replies as staff see them.
"""
