"""Lynx, the oldest browser that is still in use: text alone, no script, and of radio buttons it ticks the first itself.

It is driven as a person drives it, by keys, on a terminal of its own.
"""

import os
import pty
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread

PATIENCE = 60.0  # seconds for a whole script of keys
_TERMINAL = {"TERM": "vt100", "LINES": "60", "COLUMNS": "120", "LANG": "C.UTF-8"}
_NAMES = {" ": "<space>", "\t": "<tab>", "\n": "^J"}  # as a script of Lynx calls them


def to(text: str) -> list[str]:
    """The keys that move to the link or button with this text."""
    return ["/", *text, "\n"]


PRESS = ["Right Arrow"]  # on what was moved to: follow the link, press the button


def fields(*texts: str) -> list[str]:
    """The keys that type into one field after the other, the first of which is the next thing to move to."""
    return [key for text in texts for key in ("\t", *text)]


def browse(address: str, keys: Iterable[str], folder: Path) -> None:
    """Open an address, press the keys one after the other, each once the page is there, and quit.

    Raises AssertionError where there is no Lynx, or where it does not come to its end.
    """
    program = shutil.which("lynx")
    assert program, "there is no lynx: run `make setup`"
    script = folder / "keys"
    script.write_text("".join(f"key {_NAMES.get(key, key)}\n" for key in (*keys, "Q")), encoding="utf-8")
    words = (program, "-cfg=/dev/null", f"-cmd_script={script}", "-nopause", address)
    ours, its = pty.openpty()
    try:
        with subprocess.Popen(words, stdin=its, stdout=its, stderr=its, env={**_TERMINAL, "HOME": str(folder)}) as lynx:
            os.close(its)
            reader = Thread(target=_drain, args=(ours,))  # a terminal that nobody reads would hold it up
            reader.start()
            try:
                ended = lynx.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                lynx.kill()
                raise AssertionError("Lynx did not come to the end of the keys") from None
            finally:
                reader.join()
    finally:
        os.close(ours)
    assert ended == 0, f"Lynx ended with {ended}"


def _drain(terminal: int) -> None:
    with suppress(OSError):  # so Linux says that the other side has closed it
        while os.read(terminal, 65536):
            pass
