"""A sample letter for the tests and measurements of layout: its stationery, its words and its patients."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

from notifier.pdf.letter_template import LetterFields, LetterText
from notifier.pdf.stationery import Stationery

ROOT = Path(__file__).parents[2]
HOST = "riverside-surgery.example.com"
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

BODY = """
<div class="place" data-place="date"></div>
<div class="place" data-place="salutation"></div>
<h1>We plan to switch off your Summary Care Record. You can choose.</h1>
<div class="box answer">
<div class="fact"><span class="label">Please tell us your choice by</span>
<div class="place" data-place="deadline"></div></div>
<div class="scan">
<div class="place" data-place="qr"></div>
<div>
<p>Point your phone’s camera at this square, or type</p>
<div class="place" data-place="typed_url"></div>
<p>and then your code</p>
<div class="place" data-place="code"></div>
</div>
</div>
</div>
<p>If we do not hear from you by then, your Summary Care Record will be switched off. The code is yours alone. Please do
not share it.</p>
<p>A Summary Care Record is a short copy of part of your GP record. It lists your medicines, allergies and bad reactions
to medicines. Hospitals, ambulance crews and pharmacies in England can see it when they treat you.</p>
<p>We are writing to every patient because we plan to switch it off for everyone who does not tell us to keep it.</p>
<h2>Your choice</h2>
<ul>
<li><strong>Keep my Summary Care Record.</strong> Nothing changes. Other NHS staff can still see it.</li>
<li><strong>I do not want a Summary Care Record.</strong> Staff who do not know you will have to ask you, your family or
us about your medicines and allergies.</li>
</ul>
<h2>Other ways to tell us</h2>
<ul class="ways">
<li><strong>Text</strong> the word KEEP and your code to 07700 900123.</li>
<li><strong>Call</strong> us on 01632 960123, Monday to Friday, 8am to 6:30pm.</li>
<li><strong>Fill in the slip</strong> on this page, and bring it or post it to us.</li>
</ul>
<h2>If you change your mind</h2>
<p>You can change your mind at any time, before or after the date above. Use the same code, or call us.</p>
<p>To get this letter in large print, braille, easy read, audio or another language, call 01632 960123.</p>
<div class="sender">
<p>Yours sincerely</p>
<p><strong>Dr Amara Okafor</strong></p>
<p>Senior partner, Riverside Surgery</p>
</div>
<div class="fact"><span class="label">Our reference:</span> <div class="place" data-place="reference"></div></div>
<section class="slip">
<p class="cut">Cut here</p>
<h2>My choice</h2>
<p>Put a cross in one box. Bring this slip to our desk, or post it to Riverside Surgery, 12 Mill Lane, Barchester,
BX1 2AB.</p>
<div class="fact"><span class="label">We need it by</span><div class="place" data-place="slip_deadline"></div></div>
<ul class="boxes">
<li>Keep my Summary Care Record.</li>
<li>I do not want a Summary Care Record.</li>
</ul>
<div class="scan">
<div class="place" data-place="slip_qr"></div>
<div>
<div class="fact"><span class="label">Name:</span><div class="place" data-place="slip_name"></div></div>
<div class="fact"><span class="label">Reference:</span><div class="place" data-place="slip_reference"></div></div>
<p class="line">Signature</p>
<p class="line">Date</p>
</div>
</div>
</section>
"""

TEXT = LetterText(
    html_body=BODY,
    practice_name="Riverside Surgery",
    practice_lines=("12 Mill Lane", "Barchester", "BX1 2AB", "", "Telephone 01632 960123", HOST),
    language="en",
    direction="ltr",
    title="Your Summary Care Record",
)

MRS_LUCZAK = LetterFields(
    address=("Mrs Siân O’Brien-Łuczak", "Flat 3", "Žukauskas House", "128 Old Station Road", "BARCHESTER", "BX1 2AB"),
    salutation="Dear Mrs O’Brien-Łuczak",
    url=f"https://{HOST}/r/7K3M92QX4TDP",
    typed_url=f"{HOST}/r",
    code="7K3M-92QX-4TDP",
    deadline="Friday 12 June 2026",
    reference="SCR-000123",
    date="14 March 2026",
    name="Mrs Siân O’Brien-Łuczak",
    slip_url=f"https://{HOST}/s/SCR-000123",
)


@cache
def stationery() -> Stationery:
    """The real one: the templates, and the fonts that the assets build puts in place."""
    return Stationery.load(ROOT / "templates", ROOT / "web" / "static" / "fonts")


def patient(number: int) -> LetterFields:
    """One of many patients, each with a name, an address and a code of their own; always the same for a number."""
    chance = random.Random(number)
    code = "".join(chance.choices(_CODE_LETTERS, k=12))
    name = chance.choice(["Siân Łuczak", "Jonas Žukauskas", "Mary O'Brien", "Zoë Nowak", "Ada Okafor", "John Smith"])
    return replace(
        MRS_LUCZAK,
        address=(name, f"{number} Long Street", chance.choice(["BARCHESTER", "LITTLE WALLOP"]), "BX1 2AB"),
        salutation=f"Dear {name}",
        url=f"https://{HOST}/r/{code}",
        code=f"{code[:4]}-{code[4:8]}-{code[8:]}",
        reference=f"SCR-{number:06d}",
        name=name,
        slip_url=f"https://{HOST}/s/SCR-{number:06d}",
    )
