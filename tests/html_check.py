"""Looks at every page that any test fetches: is it sound HTML, readable by everybody, and silent to other hosts?"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

STATIC = Path("web/static")
FIELDS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button")  # types of input that need no label
LOADING = ("src", "srcset", "data", "poster", "action", "formaction")
REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class CheckedClient(FlaskClient):
    """A test client that raises AssertionError for a page with faults, whatever its status."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        is_redirect = 300 <= response.status_code < 400
        # An email in its frame is no page of ours: it has its styles in itself, and nothing in it can be followed.
        policy = response.headers.get("Content-Security-Policy", "")
        is_email = "sandbox" in policy and "style-src 'unsafe-inline'" in policy
        if response.mimetype == "text/html" and not (is_redirect or is_email) and response.request.method != "HEAD":
            assert_sound(response.get_data(as_text=True), response.request.path)
        return response


def checked_client(app: Flask) -> CheckedClient:
    """A `CheckedClient` for this app, with cookies of its own."""
    return CheckedClient(app, app.response_class, use_cookies=True)


def assert_sound(html: str, where: str = "the page") -> None:
    """Raise AssertionError that names every fault of the page."""
    found = faults(html)
    assert not found, f"{where}:\n" + "\n".join(f"  - {fault}" for fault in found)


def faults(html: str) -> list[str]:
    """Every fault of a page, one readable line each."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    elements = list(root.iter("*"))
    syntax = [f"line {line}: {code} {details or ''}" for (line, _), code, details in parser.errors]
    checks = (frame_faults, id_faults, label_faults, inline_faults, address_faults, style_faults)
    return syntax + [fault for check in checks for fault in check(elements)]


def frame_faults(elements: list[Element]) -> Iterator[str]:
    """Title, language and one main heading: what a screen reader says first."""
    tags = Counter(element.tag for element in elements)
    if not any(element.tag == "title" and text_of(element) for element in elements):
        yield "it has no title"
    if not elements[0].get("lang"):
        yield "it does not say its language"
    if tags["h1"] != 1:
        yield f"it has {tags['h1']} main headings (h1), not one"


def id_faults(elements: list[Element]) -> Iterator[str]:
    """Each id once, and everything that points to an id finds it."""
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    for element in elements:
        wanted = [name for attribute in REFERRING for name in element.get(attribute, "").split()]
        if element.get("href", "").startswith("#"):
            wanted.append(element.get("href", "")[1:])
        yield from (f"<{element.tag}> points to an id that is not there: {name}" for name in wanted if name not in ids)


def label_faults(elements: list[Element]) -> Iterator[str]:
    """Each field says what it is for."""
    labelled = {element.get("for") for element in elements if element.tag == "label" and text_of(element)}
    wrapped = {field for label in elements if label.tag == "label" for field in label.iter() if text_of(label)}
    for field in elements:
        if field.tag not in FIELDS or field.get("type") in UNLABELLED or field in wrapped:
            continue
        if not (field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled):
            yield f"the field {field.get('name')!r} has no label"


def inline_faults(elements: list[Element]) -> Iterator[str]:
    """The security policy forbids scripts and styles within the page, so they would silently not work."""
    for element in elements:
        if element.tag == "style" or element.get("style") is not None:
            yield f"<{element.tag}> carries a style of its own"
        if element.tag == "script" and not element.get("src"):
            yield "it has an inline script"
        yield from (f"<{element.tag}> has {name}" for name in element.attrib if name.startswith("on"))


def address_faults(elements: list[Element]) -> Iterator[str]:
    """Nothing is loaded from or sent to another host. A plain link elsewhere is allowed, if it is https."""
    for element in elements:
        loading = [element.get(name, "") for name in LOADING]
        if element.tag in ("link", "base", "use", "image"):
            loading.append(element.get("href", ""))
        yield from (f"<{element.tag}> reaches {address!r}" for address in loading if is_elsewhere(address))
        link = element.get("href", "")
        if element.tag == "a" and is_elsewhere(link) and not link.startswith(("https://", "tel:", "mailto:", "sms:")):
            yield f"a link goes to {link!r}"


def is_elsewhere(address: str) -> bool:
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE)) and not address.startswith("data:image/")


def style_faults(elements: list[Element]) -> Iterator[str]:
    """The patient's sheet leaves out much of NHS.UK Frontend; what a page uses must not be among it."""
    sheets = [element.get("href", "") for element in elements if element.tag == "link"]
    if any("/patient" in sheet for sheet in sheets):
        used = {name for element in elements for name in element.get("class", "").split()}
        yield from (f"patient.css has no {name!r}: see web/assets/patient.drop" for name in sorted(used & left_out()))


@cache
def left_out() -> frozenset[str]:
    """The classes that the staff's sheet has, which is whole, and the patient's has not."""
    return classes_of("staff.css") - classes_of("patient.css")


def classes_of(sheet: str) -> frozenset[str]:
    return frozenset(re.findall(r"\.(nhsuk-[\w-]+)", (STATIC / sheet).read_text(encoding="utf-8")))


def text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()
