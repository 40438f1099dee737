"""The examples of the pages: blocks marked `console`, with commands after `$ ` and what they print beneath.

They are run in the order of the page, on a sample practice in an empty folder. A line of `...` stands for any number of
printed lines, `...` inside a line for any text. A command that is meant to fail ends with `# ends with 1`.
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from notifier.cli import program
from tests.docs.curl_calls import CurlCall
from tests.house.program import ROOT

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BEGINNING = re.compile(r"^<!-- The examples begin with (.+?)\. -->$", re.MULTILINE)
PIPED = re.compile(r'^echo "([^"]*)" \| (.*)$')
FAILING = re.compile(r"^(.*?)\s+# ends with (\d+)$")


@dataclass(frozen=True)
class Example:
    """One command line of a page, and what the page says that it prints; of `curl`, what the API answers."""

    line: str
    printed: str

    def assert_runs(self, environment: dict[str, str]) -> None:
        """Run it as the `notifier` command does, and insist on what the page says."""
        failing = FAILING.match(self.line)
        line, status = (failing[1], int(failing[2])) if failing else (self.line, 0)
        piped = PIPED.match(line)
        given, line = (f"{piped[1]}\n", piped[2]) if piped else ("", line)
        name, *words = shlex.split(line)
        if name == "curl":
            self._assert_answers(words, status, environment)
            return
        assert name == "notifier", f"examples run notifier and curl alone: {self.line}"
        done = CliRunner().invoke(program, words, input=given, env=environment)
        assert done.exit_code == status, f"$ {self.line}\n{done.output}\n{done.exc_info}"
        assert not self.printed or fits(self.printed, done.output), f"$ {self.line}\n{done.output}"

    def _assert_answers(self, words: list[str], status: int, environment: dict[str, str]) -> None:
        answered, body = CurlCall(words).run(environment)
        assert status in (0, answered), f"$ {self.line}\n{answered} {body}"
        assert status or answered < 300, f"$ {self.line}\n{answered} {body}"
        assert not self.printed or fits(self.printed, f"{body}\n"), f"$ {self.line}\n{body}"


def pages() -> list[Path]:
    """Every page of the documentation."""
    return [path for path in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in path.parts]


def beginning(page: Path) -> str:
    """What the page says that its examples begin with; an empty folder where it says nothing."""
    found = BEGINNING.search(page.read_text(encoding="utf-8"))
    return found[1] if found else "an empty folder"


def examples(page: Path) -> list[Example]:
    """Every example of the page, in its order."""
    found: list[Example] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        joined = re.sub(r"\\\n\s*", "", block)
        for part in re.split(r"^\$ ", joined, flags=re.MULTILINE)[1:]:
            line, _, printed = part.partition("\n")
            found.append(Example(line.strip(), printed.strip("\n")))
    return found


def fits(expected: str, printed: str) -> bool:
    """Whether what was printed is what was expected, with `...` standing for anything."""
    pattern = ""
    for line in expected.splitlines():
        pattern += (
            r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"\s*\n"
        )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None
