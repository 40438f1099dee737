"""The check of every page finds what it is there to find."""

import pytest
from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from tests.html_check import assert_sound, checked_client, faults

FRAME = '<!DOCTYPE html><html lang="en"><head><title>A page</title></head><main><h1>A page</h1>{}</main></html>'
SOUND = FRAME.format(
    '<form method="post" action="/r"><label for="day">Day</label><input id="day" name="day">'
    '<label>Month <input name="month"></label><input type="hidden" name="token"></form>'
    '<a href="#day">Day</a> <a href="tel:01632960123">Call us</a>'
)


def test_it_finds_no_fault_with_a_sound_page() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Another</h1>", "2 main headings"),
        ('<p id="a">x</p><p id="a">y</p>', "the id 'a' is there 2 times"),
        ('<input name="day">', "the field 'day' has no label"),
        ('<label for="day">Day</label>', "points to an id that is not there: day"),
        ('<a href="#day">Day</a>', "points to an id that is not there: day"),
        ("<script>alert()</script>", "an inline script"),
        ('<p style="color: red">x</p>', "a style of its own"),
        ('<p onclick="x()">x</p>', "has onclick"),
        ('<img alt="" src="https://example.com/x.png">', "reaches 'https://example.com/x.png'"),
        ('<form action="//example.com/r"></form>', "reaches '//example.com/r'"),
        ('<a href="javascript:x()">x</a>', "a link goes to 'javascript:x()'"),
        ("<p><div>x</p>", "unexpected-end-tag"),
    ],
)
def test_it_names_the_fault(body: str, fault: str) -> None:
    found = faults(FRAME.format(body))
    assert any(fault in line for line in found), found


def test_it_misses_the_title_and_the_language() -> None:
    found = faults("<!DOCTYPE html><html><head><title> </title></head><body><h1>x</h1></body></html>")
    assert found == ["it has no title", "it does not say its language"]


def test_it_notices_a_class_that_the_patients_sheet_leaves_out() -> None:
    page = SOUND.replace("</head>", '<link rel="stylesheet" href="/static/patient.css?v=1"></head>')
    assert faults(page) == []
    assert "has no 'nhsuk-table'" in faults(page.replace("<main>", '<main class="nhsuk-table">'))[0]


def test_the_client_checks_each_page_but_not_a_redirect() -> None:
    client = checked_client(small_app())
    assert client.get("/moved").status_code == 303
    assert client.get("/moved", follow_redirects=True).status_code == 200
    with pytest.raises(AssertionError, match=r"/broken:\n  - .*no title"):
        client.get("/broken")


def test_the_fault_says_where() -> None:
    with pytest.raises(AssertionError, match="the done page:"):
        assert_sound("<p>", "the done page")


def small_app() -> Flask:
    app = Flask(__name__)

    def moved() -> ResponseReturnValue:
        return redirect("/sound", 303)

    app.add_url_rule("/moved", "moved", moved)
    app.add_url_rule("/sound", "sound", lambda: SOUND)
    app.add_url_rule("/broken", "broken", lambda: "<!DOCTYPE html><html lang=en><body><h1>x</h1></body></html>")
    return app
