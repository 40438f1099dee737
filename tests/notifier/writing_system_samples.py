"""Short letters in other writing systems, for the tests of layout: no translation of anything that is sent."""

from dataclasses import replace
from functools import cache
from typing import Literal

from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import LetterTemplate
from tests.notifier.letter_samples import TEXT, stationery

DATE, DEADLINE, CALL, CHOOSE = range(4)
PHRASES = {
    "ar": ("14 مارس 2026", "الجمعة 12 يونيو 2026", "اتصل بنا على 01632 960123 في أي وقت.", "يمكنك أن تختار."),
    "ur": ("14 مارچ 2026", "جمعہ 12 جون 2026", "ہمیں 01632 960123 پر فون کریں۔", "آپ انتخاب کر سکتے ہیں۔"),
    "pa": ("14 ਮਾਰਚ 2026", "ਸ਼ੁੱਕਰਵਾਰ 12 ਜੂਨ 2026", "ਸਾਨੂੰ 01632 960123 ਤੇ ਫ਼ੋਨ ਕਰੋ।", "ਤੁਸੀਂ ਚੁਣ ਸਕਦੇ ਹੋ।"),
    "pl": ("14 marca 2026", "piątek 12 czerwca 2026", "Zadzwoń: 01632 960123.", "Możesz wybrać."),
}
PAGE_LINES = {"ar": "صفحة {page} من {pages}", "ur": "صفحہ {page} از {pages}", "pa": "ਪੰਨਾ {page} / {pages}",
              "pl": "Strona {page} z {pages}"}  # fmt: skip
BODY = """
<div class="place" data-place="date"></div>
<div class="place" data-place="name"></div>
<h1>{choose}</h1>
<p>{call}</p>
<div class="box"><p><strong>{choose}</strong></p><div class="place" data-place="deadline"></div></div>
<ul><li>{call}</li></ul>
<div class="scan">
<div class="place" data-place="qr"></div>
<div><div class="place" data-place="typed_url"></div><div class="place" data-place="code"></div></div>
</div>
"""


@cache
def letter_template_in(language: str) -> LetterTemplate:
    """A letter of one page in a language of `PHRASES`."""
    date, deadline, call, choose = PHRASES[language]
    direction: Literal["ltr", "rtl"] = "rtl" if language in ("ar", "ur") else "ltr"
    text = replace(
        TEXT,
        html_body=BODY.format(call=call, choose=choose),
        language=language,
        direction=direction,
        page_line=PAGE_LINES[language],
    )
    return LetterTemplate.lay_out(text, STANDARD, stationery(), baked={"date": date, "deadline": deadline})
