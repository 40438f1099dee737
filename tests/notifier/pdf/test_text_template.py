"""Texts laid out once and filled for each patient."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined

from notifier.errors import RenderFault
from notifier.pdf.text_template import TextTemplate, as_html, as_text

SMS = "{{ practice }}: dear {{ name }}, choose by {{ deadline }} at {{ link }} or call {{ phone }}. {{ link }}"
PLACES = {"name", "deadline", "link"}
VALUES = {"practice": "Riverside & Sons", "phone": "01632 960123"}


def sms() -> TextTemplate:
    return TextTemplate.lay_out(SMS, VALUES, PLACES, as_text)


def test_a_plate_is_filled_in_every_place() -> None:
    text = sms().fill({"name": "Siân", "deadline": "12 June", "link": "example.com/r/X"})
    assert text == (
        "Riverside & Sons: dear Siân, choose by 12 June at example.com/r/X or call 01632 960123. example.com/r/X"
    )


@pytest.mark.parametrize("fields", [{}, {"name": ""}, {"name": " \n"}])
def test_a_missing_or_blank_field_is_refused_by_name(fields: dict[str, str]) -> None:
    with pytest.raises(RenderFault, match="'name'"):
        sms().fill({"deadline": "12 June", "link": "x"} | fields)


def test_an_optional_place_may_be_empty() -> None:
    template = TextTemplate.lay_out("Dear {{ name }}{{ suffix }}", {}, ["name"], as_text, optional=["suffix"])
    assert template.fill({"name": "Ada"}) == "Dear Ada"


def test_fields_without_a_place_are_ignored() -> None:
    assert TextTemplate.lay_out("Hello", {}, PLACES, as_text).fill({"name": "Ada"}) == "Hello"


@given(st.text(min_size=1).filter(str.strip))
def test_a_field_of_an_html_plate_is_escaped_exactly_once(value: str) -> None:
    template = TextTemplate.lay_out("<b title='{{ name }}'>{{ practice }} {{ name }}</b>", VALUES, ["name"], as_html)
    filled = template.fill({"name": value})
    assert filled == f"<b title='{as_html(value)}'>Riverside &amp; Sons {as_html(value)}</b>"
    assert html.unescape(as_html(value)) == value


@given(st.text(min_size=1).filter(str.strip))
def test_a_field_of_a_text_plate_is_never_changed(value: str) -> None:
    assert TextTemplate.lay_out("[{{ name }}]", {}, ["name"], as_text).fill({"name": value}) == f"[{value}]"


def test_a_value_that_looks_like_a_template_or_a_place_is_just_text() -> None:
    template = TextTemplate.lay_out("{{ practice }} {{ name }}", {"practice": "{{ name }}"}, ["name"], as_text)
    assert template.fill({"name": "{{ practice }} {% raw %}"}) == "{{ name }} {{ practice }} {% raw %}"


def test_a_name_that_is_neither_value_nor_place_is_refused() -> None:
    with pytest.raises(RenderFault, match="'nmae' is undefined"):
        TextTemplate.lay_out("Dear {{ nmae }}", VALUES, PLACES, as_text)


@pytest.mark.parametrize(
    "source", ["{% if name %}x{% endif %}", "{{ name == 'Ada' }}", "{{ name|length }}", "{{ name + '!' }}"]
)
def test_a_template_may_not_decide_by_a_place(source: str) -> None:
    with pytest.raises(RenderFault, match="cannot be laid out"):
        TextTemplate.lay_out(source, {}, ["name"], as_text)


def test_a_template_may_not_filter_a_place() -> None:
    with pytest.raises(RenderFault, match="changes the place 'name'"):
        TextTemplate.lay_out("{{ name|upper }}", {}, ["name"], as_text)


def test_a_name_cannot_be_both_value_and_place() -> None:
    with pytest.raises(RenderFault, match="'name' cannot be both"):
        TextTemplate.lay_out("{{ name }}", {"name": "Ada"}, ["name"], as_text)


def test_a_broken_template_is_a_fault_to_mend() -> None:
    with pytest.raises(RenderFault, match="broken"):
        TextTemplate.lay_out("{{ name", {}, ["name"], as_text)


def test_a_loaded_template_brings_its_own_environment() -> None:
    files = {
        "base": "<p>{% block body %}{% endblock %}</p>",
        "page": "{% extends 'base' %}{% block body %}{{ name }}{% endblock %}",
    }
    environment = Environment(loader=DictLoader(files), autoescape=True, undefined=StrictUndefined)
    template = TextTemplate.lay_out(environment.get_template("page"), {}, ["name"], as_html)
    assert template.fill({"name": "<Ada>"}) == "<p>&lt;Ada&gt;</p>"


def test_the_fingerprint_is_of_the_words_and_places_alone() -> None:
    assert sms().fingerprint == sms().fingerprint
    assert len(sms().fingerprint) == 64
    for changed in (SMS + " ", SMS.replace("{{ link }}", "{{ name }}")):
        assert TextTemplate.lay_out(changed, VALUES, PLACES, as_text).fingerprint != sms().fingerprint


@pytest.mark.parametrize(
    "source",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ link.__class__ }}",
    ],
)
def test_a_text_cannot_reach_out_of_the_template_language(source: str) -> None:
    with pytest.raises(RenderFault):
        TextTemplate.lay_out(source, {}, ["link"], as_text)
