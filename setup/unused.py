"""Finds what nothing in the product reaches: functions, classes, methods and constants that only tests call, or nobody.

Run by `make lint`. A name counts as reached where product code, a template or an entry point says it; one that a
library calls, or that stands for readers outside, is in REACHED_FROM_OUTSIDE with its reason.
"""

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("notifier", "web")
LEFT_OUT = ("*/migrations/*", "*/node_modules/*", "*/web/assets/*", "*/static/*")  # run by name, or not ours
KINDS = {"class", "function", "method", "property"}
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
# What other languages than Python say: templates, and the entry points of the package.
WORDS_IN = ("templates/**/*.html", "templates/**/*.txt", "templates/**/*.jinja", "pyproject.toml")

REACHED_FROM_OUTSIDE = {
    "handle_data": "html.parser calls it",
    "persistent_id": "pickle calls it for each object that it writes",
    "persistent_load": "pickle calls it for each object that it reads",
    "process_bind_param": "SQLAlchemy calls it on the way into a table",
    "process_result_value": "SQLAlchemy calls it on the way out of a table",
    "log_exception": "Flask calls it for what a view raises",
    "log_request": "Twilio's library calls it, to log what we do not",
    "log_response": "Twilio's library calls it, to log what we do not",
    "getall": "Twilio's library asks a form for it",
    "getcode": "python_http_client asks a response for it",
    "_build_client": "python_http_client calls it for each part of an address",
    "_make_request": "python_http_client calls it to send",
    "get_metavar": "click asks a parameter's type for it",
    "convert": "click calls it for what was typed",
    "list_commands": "click calls it for what --help lists",
    "get_id": "flask-login calls it",
    "_init_shared_socket": "granian calls it",
    "INBOUND_TEXTS": "a feature that a provider of somebody else's may have",
    "build_settings": "whoever tests a provider of their own builds settings by it",
    "rebuild_table": "the steps of the migration call it, which Alembic loads by path",
    "listed_words": "the steps of the migration call it, which Alembic loads by path",
    "truth": "the right answer that comes with a sample list, for whoever tests a reader of lists",
    "__iter__": "a protocol of the language",
    "__contains__": "a protocol of the language",
    "__len__": "a protocol of the language",
    "__missing__": "a protocol of the language",
    "__reduce__": "a protocol of the language",
}
# Those whose decorator hands them to a library.
DECORATORS = [
    *("@field_validator", "@model_validator", "@*.before_request", "@*.after_request", "@*.errorhandler"),
    *("@*.app_errorhandler", "@*.before_app_request", "@*.get", "@*.post", "@*.route", "@*.context_processor"),
    "@operation",  # of the API
]


def unused() -> list[str]:
    """A line for each name that nothing reaches: where it is, what it is."""
    reader = Vulture(ignore_decorators=DECORATORS)
    reader.scavenge([str(ROOT / folder) for folder in PRODUCT], exclude=list(LEFT_OUT))
    words = {word for pattern in WORDS_IN for path in ROOT.glob(pattern) for word in words_of(path)}
    words |= {word for folder in PRODUCT for path in (ROOT / folder).rglob("*.py") for word in named_by_string(path)}
    found = [
        item
        for item in reader.get_unused_code()
        if item.typ in KINDS or (item.typ == "variable" and CONSTANT.fullmatch(item.name))
    ]
    return [
        f"{item.filename}:{item.first_lineno}: nothing reaches the {item.typ} {item.name}"
        for item in found
        if item.name not in words and item.name not in REACHED_FROM_OUTSIDE
    ]


def words_of(path: Path) -> set[str]:
    """Every word of a file that could be a name."""
    return set(re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8")))


def named_by_string(path: Path) -> set[str]:
    """What a module names as an entry point does, "package.module:function", to be imported when it is wanted."""
    return set(re.findall(r'"[\w.]+:([A-Za-z_]\w*)"', path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    faults = unused()
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))
