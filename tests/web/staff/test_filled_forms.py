"""A form of a page that is made already, with what was typed put back into it."""

import pytest

from web.staff.filled_forms import put_back

FORM = """<main><form method="post" action="/staff/x?a=1&amp;b=2">
<input type="hidden" name="csrf_token" value="new"><input type="hidden" name="edition" value="1">
<input name="name" value="old &amp; there" id="name">
<input type="password" name="password"><input type="checkbox" name="roles" value="a" checked>
<input type="checkbox" name="roles" value="b"><input type="radio" name="choice" value="keep" disabled>
<select name="kind"><option value="1" selected>One</option><option value="2">Two</option></select>
<textarea name="note" rows="2">was &lt;here&gt;</textarea><button name="then" value="go">Go &copy;</button></form>
<form method="post" action="/staff/y"><input name="name" value="other"></form></main>"""


def test_it_fills_in_the_form_that_is_sent_to_that_address_and_no_other() -> None:
    typed = {"edition": ["1"], "name": ['a "b" <c>'], "roles": ["b"], "choice": ["keep"], "kind": ["2"]}
    filled = put_back(FORM, "/staff/page", "/staff/x", {**typed, "note": ["\nfirst <line>\nsecond"], "then": ["no"]})
    assert filled is not None
    assert '<input name="name" value="a &#34;b&#34; &lt;c&gt;" id="name">' in filled
    assert '<input type="checkbox" name="roles" value="a">' in filled
    assert '<input type="checkbox" name="roles" value="b" checked>' in filled
    assert '<input type="radio" name="choice" value="keep" disabled checked>' in filled
    assert '<option value="1">One</option><option value="2" selected>Two</option>' in filled
    assert "\n\nfirst &lt;line&gt;\nsecond</textarea>" in filled
    assert '<button name="then" value="go">Go &copy;</button>' in filled
    assert 'value="new"' in filled
    assert '<input name="name" value="other">' in filled


def test_a_field_that_was_emptied_stays_empty() -> None:
    filled = put_back(FORM, "/staff/page", "/staff/x", {"name": [""], "note": [""]})
    assert filled is not None
    assert 'name="name" value=""' in filled
    assert 'rows="2">\n</textarea>' in filled


@pytest.mark.parametrize(
    ("sent_to", "fields"), [("/staff/z", {"name": ["x"]}), ("/staff/page", {"name": ["x"]}), ("", {})]
)
def test_a_page_without_the_form_stays_as_it_is(sent_to: str, fields: dict[str, list[str]]) -> None:
    assert put_back(FORM, "/staff/page", sent_to, fields) is None


def test_of_several_forms_with_one_address_it_is_the_one_that_was_sent() -> None:
    two = "".join(
        f'<form method="post"><input type="hidden" name="of" value="{of}"><input name="a"></form>' for of in "12"
    )
    filled = put_back(two, "/staff/page", "/staff/page", {"of": ["2"], "a": ["x"]})
    assert filled is not None
    assert filled.index('value="2"') < filled.index('value="x"')
    assert put_back(two, "/staff/page", "/staff/page", {"of": ["3"], "a": ["x"]}) is None
