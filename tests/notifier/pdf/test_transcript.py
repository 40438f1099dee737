"""A letter is heard or felt as completely as others see it, and nothing in it needs eyes."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from notifier.campaigns import presets
from notifier.campaigns.reasons import parse_reason
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.pdf.transcript import braille_ready, spoken
from tests.notifier.messages.test_rendering import SENDER

VALUES = {
    "salutation": "Dear Mrs Łuczak",
    "name": "Ada Łuczak",
    "date": "23 November 2026",
    "deadline": "4 January 2027",
    "code": "7K3M-92QX-4TDP",
    "typed_url": "surgery.example.com/r",
    "reference": "QX4TDP7K3M",
    "practice_name": "Riverside Surgery",
    "practice_address": "Riverside Surgery, 1 Station Road, GU17 9XX",
    "address": "Mrs Ada Łuczak, 12 Mill Lane, GU17 9XX",
    "asked_for": "Requires information verbally",
}
SMALL = """<h1>A plan</h1>
<p>Please “tell” us by<div class="place" data-place="deadline"></div>
<ul><li>Call&nbsp;01632&nbsp;960123.<li>Or text KEEP to 07700 900123</ul>
<svg><title>A picture</title></svg>
<div class="scan"><div class="place" data-place="qr"></div><p>Scan this<br>square</p></div>
<div class="fact"><span class="label">Our reference:</span><div class="place" data-place="reference"></div></div>
<section class="slip"><p>Cut here</p><div class="scan"><div class="place" data-place="slip_qr"></div></div></section>
"""
PHONE_ALOUD = "zero one six three two, nine six zero one two three"
CODE_ALOUD = (
    "seven, K for Kilo, three, M for Mike. Then: nine, two, Q for Quebec, X for X-ray. "
    "Then: four, T for Tango, D for Delta, P for Papa"
)
REFERENCE_ALOUD = (
    "Q for Quebec, X for X-ray, four, T for Tango, D for Delta, P for Papa, seven, K for Kilo, three, M for Mike"
)
BOTH = pytest.mark.parametrize("make", [spoken, braille_ready])
SHIPPED = pytest.mark.parametrize("preset", ["scr", "records-access"])


@cache
def shipped(preset: str) -> str:
    texts = presets.preset_texts(preset, Path("/nowhere"), "en")
    values = SENDER.values(guardian=False, reminder=False, printed=True)
    values |= parse_reason(texts["reason"]).values(guardian=False)
    return TextTemplate.lay_out(texts["letter"], values, (), as_html).fill({})


def test_a_script_says_headings_numbers_and_codes_aloud() -> None:
    assert spoken(SMALL, VALUES).splitlines() == [
        "[A script to be read aloud, slowly. What stands in square brackets is not read.]",
        "[For: Mrs Ada Łuczak, 12 Mill Lane, GU17 9XX]",
        "[Reference: QX4TDP7K3M]",
        "[Asked for: Requires information verbally]",
        "",
        "A letter from Riverside Surgery.",
        "[Pause.]",
        "Heading: A plan.",
        "Please “tell” us by 4 January 2027.",
        f"Call {PHONE_ALOUD}.",
        "Or text KEEP to zero seven seven zero zero, nine zero zero one two three.",
        "On a phone or computer, go to: surgery dot example dot com slash r.",
        "Then type your answer code.",
        "[Read the answer code slowly, and then once more.]",
        f"{CODE_ALOUD}.",
        f"Our reference: {REFERENCE_ALOUD}.",
        "You can also write to us. Our address is: Riverside Surgery, 1 Station Road, GU17 9XX.",
        "This was the letter from Riverside Surgery.",
        "[Offer to read it again.]",
    ]


def test_a_text_for_braille_has_a_paragraph_to_the_line_and_plain_signs() -> None:
    assert braille_ready(SMALL, {**VALUES, "asked_for": ""}).splitlines() == [
        "[For: Mrs Ada Łuczak, 12 Mill Lane, GU17 9XX]",
        "[Reference: QX4TDP7K3M]",
        "",
        "Riverside Surgery",
        "",
        "A plan",
        'Please "tell" us by 4 January 2027',
        "- Call 01632 960123.",
        "- Or text KEEP to 07700 900123",
        "On a phone or computer, go to surgery.example.com/r and type your answer code:",
        "7K3M 92QX 4TDP",
        "Our reference: QX4TDP7K3M",
        "You can also write to us. Our address is: Riverside Surgery, 1 Station Road, GU17 9XX.",
    ]


@BOTH
@SHIPPED
def test_a_shipped_letter_is_transcribed_whole(make: Callable[..., str], preset: str) -> None:
    made = make(shipped(preset), VALUES)
    assert made == make(shipped(preset), VALUES)
    for needed in ("Dear Mrs Łuczak", "4 January 2027", "23 November 2026", "Riverside Surgery"):
        assert needed in made
    assert not re.search(r"<|>|\{|\u00a0", made)
    outside = re.sub(r'<section class="slip">.*', "", shipped(preset), flags=re.DOTALL)
    words = len(re.sub(r"<[^>]*>", " ", outside).split())
    assert 0.8 * words < len(made.split()) < 1.2 * words + 150, "and not much more than the letter"


@BOTH
@SHIPPED
def test_no_transcript_speaks_of_what_only_paper_has(make: Callable[..., str], preset: str) -> None:
    assert "slip" in shipped(preset)
    said = make(shipped(preset), VALUES).partition("\n\n")[2]  # what is above is for whoever transcribes it
    assert not re.search(r"\bslip\b|printed letter|\b[Cc]ut\b|\b[Ss]can\b|\bpage\b|\bsquare\b", said)
    assert "You can also write to us." in said


@SHIPPED
def test_in_a_script_nothing_is_left_that_a_voice_would_stumble_over(preset: str) -> None:
    read = [line for line in spoken(shipped(preset), VALUES).splitlines() if not line.startswith("[")]
    assert not [line for line in read if re.search(r"\d{3} \d|\.com|\.uk|https?:|[A-Z0-9]{4}-[A-Z0-9]{4}", line)]


@SHIPPED
def test_for_braille_only_names_need_more_than_plain_signs(preset: str) -> None:
    assert braille_ready(shipped(preset), VALUES).replace("Łuczak", "").isascii()


def test_a_body_whose_tags_do_not_match_loses_no_words() -> None:
    made = braille_ready("<div><p>One<p>Two <b>three</div></i><ul><li>Four<li>Five</ul>Six", VALUES)
    assert made.endswith("\nOne\nTwo three\n- Four\n- Five\nSix\n")
