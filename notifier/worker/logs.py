"""What the program says of itself while it runs: JSON lines on standard error, or readable ones on a terminal.

No line may name a patient or open anything. Our own lines therefore carry ids only; of a foreign library's lines the
pattern is kept and of their arguments the numbers, for a name cannot be told from any other word; of an exception its
type and where it was raised, but its text only if it is a `Fault`, which is written to be read. Last of all whatever
looks like a number, an address, a link or a key is put out of every text: a line is never lost for it.
"""

import logging
import re
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from structlog.typing import EventDict

from notifier.errors import Fault

_OURS = ("notifier", "web")
_BUILT_IN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_CODE = "[0-9A-HJKMNP-TV-Z]"  # see notifier.patients.access_codes
_GAP = r"[\s\u00a0()./-]{0,2}"
# What it looks like -> what stands in its place; in this order, for some hold others.
_SECRETS: Mapping[str, re.Pattern[str]] = {
    "[parameters]": re.compile(r"\[parameters:.*\]|\bDETAIL:.*", re.S),  # what SQL was given, and PostgreSQL's remarks
    "[key]": re.compile(
        r"(?<=://)[^\s/@]+@"  # who signs in, and with what, in an address
        r"|\b(?:bearer|basic)\s+[\w.~+/=:-]+"
        r"|(?:token|password|secret|api.?key|authorization)[\"']?\s?[:=]\s?[\"']?(?:(?:bearer|basic)\s)?[^\s\"',;}]+"
        r"|(?<![\w-])(?=[\w-]*\d)[\w-]{32,}={0,2}",
        re.I,
    ),
    "[address]": re.compile(r"[\w.!#$&'*+/=?^`{|}~%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*", re.I),
    "[link]": re.compile(r"(?<=/r/)[^\s\"'<>?#,;)]+", re.I),
    "[code]": re.compile(
        rf"\b(?![\d-]+(?![\w-])){_CODE}{{4}}-?{_CODE}{{4}}-?{_CODE}{{4}}\b"
        rf"|\b(?=[\w .]{{0,13}}\d){_CODE}{{4}}[ .]{_CODE}{{4}}[ .]{_CODE}{{4}}\b",
        re.I,
    ),
    "[number]": re.compile(
        rf"(?<!\w)(?:(?:\+|%2B|00)\d|44|0(?!\.))(?:{_GAP}\d){{8,13}}(?!\d)"  # telephones
        r"|(?<![\w.])\d{3}[\s\u00a0-]?\d{3}[\s\u00a0-]?\d{4}(?!\d)"  # NHS numbers
        r"|\b\d{4}-?\d{4}-?\d{4}\b",  # a code that happens to have no letter
        re.I,
    ),
}


@dataclass(frozen=True, slots=True)
class Unspeakable:
    """What must not be written beside what is never written: whole words, and patterns of providers' keys."""

    words: Collection[str] = ()
    patterns: Collection[re.Pattern[str]] = ()


def configure(*, readable: bool, secrets: Unspeakable = Unspeakable(), level: int = logging.INFO) -> None:
    """Send every library's log lines, from `level` on, to standard error; foreign ones from WARNING on.

    `readable`: for people, with colours. `secrets` are put out wherever they stand.
    """
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _StandardError)]:
        root.removeHandler(handler)
    handler = _StandardError()
    handler.setFormatter(_Formatter(readable=readable, secrets=secrets))
    handler.addFilter(lambda record: _is_ours(record) or record.levelno >= logging.WARNING)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)


def redact(text: str, secrets: Unspeakable = Unspeakable()) -> str:
    """The text without whatever looks as if it named somebody or opened something."""
    for secret in secrets.words:
        text = text.replace(secret, "[key]")
    for pattern in secrets.patterns:
        text = pattern.sub("[key]", text)
    for word, pattern in _SECRETS.items():
        text = pattern.sub(word, text)
    return text


def describe(error: BaseException) -> str:
    """An exception and what it came from: types, places in the program, and the words of a Fault; no value of anything.

    The line of source that is quoted for each place is the program's, and holds no data.
    """
    return "\n".join(_describe(error, set()))


class _StandardError(logging.Handler):
    """Whatever standard error is at the moment. What cannot be written is said without any of it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception as error:  # a line with wrong arguments; logging itself would print them all
            line = f"a line of {record.name} cannot be written: {type(error).__name__}"
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


class _Formatter(logging.Formatter):
    """A record as one event: what is said, of what level, by whom, with what ids, and what went wrong."""

    def __init__(self, *, readable: bool, secrets: Unspeakable) -> None:
        super().__init__()
        self._secrets = secrets
        self._stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        self._render = (
            structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
        )

    def format(self, record: logging.LogRecord) -> str:
        said = {"event": _words(record), "level": record.levelname.lower(), "logger": record.name}
        if _is_ours(record):
            said |= {key: value for key, value in vars(record).items() if key not in _BUILT_IN}
        if record.exc_info and record.exc_info[1]:
            said["exception"] = describe(record.exc_info[1])
        event: EventDict = {key: _put_out(value, self._secrets) for key, value in said.items()}
        return str(self._render(None, record.levelname.lower(), self._stamp(None, "", event)))


def _words(record: logging.LogRecord) -> str:
    if _is_ours(record) or not record.args:
        return record.getMessage()
    given = record.args if isinstance(record.args, tuple) else (record.args,)
    numbers = [str(one) for one in given if isinstance(one, (int, float)) and not isinstance(one, bool)]
    return f"{record.msg} ({', '.join(numbers)})" if numbers else str(record.msg)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in _OURS


def _describe(error: BaseException, seen: set[int]) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _describe(before, seen | {id(error)})
        yield "after which:"
    yield from (line.rstrip() for line in traceback.format_list(traceback.extract_tb(error.__traceback__)))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{name}: {error}" if isinstance(error, Fault) else name
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield "of which:"
            yield from _describe(one, seen | {id(error)})


def _put_out(value: Any, secrets: Unspeakable) -> Any:
    match value:
        case bool() | None | float():
            return value
        case int() if abs(value) < 10**9:  # an id or a count, and shorter than any number that reaches somebody
            return value
    return redact(str(value), secrets)
