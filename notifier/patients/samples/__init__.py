"""Invented practice lists, shaped like the exports of two clinical systems, and the truth of each.

Nobody in them exists: NHS numbers from 999 000 0000, mobiles 07700 9xxxxx, landlines 01632 960xxx, addresses at
example.com. A list is decided by its seed, size, style and day. Proportions follow what is known of practices in
England; what is rare but must not be missed (deaths, sensitive records, every kind of refused row) is there a few times
even in a short list.

Limits: 900,000 patients (the range of NHS numbers), and 100,000 different mobiles, so that on a list of more than about
120,000 patients unrelated people begin to share one.
"""

from notifier.patients.samples.exports import Style
from notifier.patients.samples.generation import MOST_PATIENTS, sample_people
from notifier.patients.samples.listing import write_sample
from notifier.patients.samples.sample_patient import Sample, SamplePatient

__all__ = ["MOST_PATIENTS", "Sample", "SamplePatient", "Style", "sample_people", "write_sample"]
