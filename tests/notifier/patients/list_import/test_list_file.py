"""Files as they come: looked through in pieces, so that what is no text is refused at once and by its line."""

import io
import os
import threading
from pathlib import Path

import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.list_file import ListFile, look_through
from notifier.patients.list_import.report import read_list
from tests.notifier.list_files import HEADINGS, ONE, TODAY, TWO, csv_text, read_bytes

JO = (ONE, "Jo", "Smith", "18-Feb-1965")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_nul_is_found_wherever_it_stands_and_said_with_its_line(tmp_path: Path, encoding: str, ending: str) -> None:
    rows = [HEADINGS, *[JO] * 20_000, (TWO, "A\0nn", "Jones", "23-May-1993"), *[JO] * 20_000]
    with pytest.raises(ListFault, match="line 20002 holds a NUL"):
        read_bytes(tmp_path, csv_text(rows, ending=ending).encode(encoding))


def test_a_nul_on_the_first_line_is_one_too(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match="line 3 holds a NUL"):
        read_bytes(tmp_path, csv_text([HEADINGS, JO]).encode() + b"\0\0\0")


class Endless(io.RawIOBase):
    """A file that never ends."""

    def __init__(self, start: bytes) -> None:
        self.given = len(start)
        self._start = start

    def readable(self) -> bool:
        return True

    def readinto(self, room: "bytearray | memoryview") -> int:  # type: ignore[override]  # of the buffers, those that are used
        some = self._start or b"9" * len(room)
        self._start = b""
        room[: len(some)] = some
        self.given += len(some)
        return len(some)


def test_a_line_without_end_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raw = Endless(csv_text([HEADINGS, JO]).encode())
    monkeypatch.setattr(ListFile, "open", lambda file: io.BufferedReader(raw))
    monkeypatch.setattr(ListFile, "start", csv_text([HEADINGS, JO]).encode())
    with pytest.raises(ListFault, match="line 3 has more than 1 MiB and no end"):
        look_through(ListFile(tmp_path / "list.csv"))
    assert raw.given < 2 << 20


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_lines_are_counted_over_the_pieces_of_a_file(tmp_path: Path, ending: str) -> None:
    rows = [HEADINGS, *[JO] * 30_000]
    for blank in range(3):  # so that a CRLF is parted between two pieces in one of them
        text = " " * blank + csv_text(rows, ending=ending) + "\0"
        with pytest.raises(ListFault, match="line 30002 holds a NUL"):
            read_bytes(tmp_path, text.encode())


def test_a_sign_that_is_parted_between_two_pieces_is_one_sign(tmp_path: Path) -> None:
    for blank in range(3):
        path = tmp_path / "list.csv"
        path.write_text(" " * blank + "é" * (513 << 10) + "\n", encoding="utf-8")
        with pytest.raises(ListFault):  # a line as long as that
            look_through(ListFile.of(path))
        path.write_text(" " * blank + "é\n" * (512 << 10), encoding="utf-8")
        assert look_through(ListFile.of(path)).encoding == "utf-8"


def test_one_wrong_byte_at_the_end_makes_it_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"a line\n" * 100_000 + b"Zo\xeb")
    assert look_through(ListFile.of(path)).encoding == "cp1252"


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(csv_text([HEADINGS, JO]),))
    writer.start()
    assert len(read_list(pipe, TODAY).people) == 1
    writer.join()


def test_rows_can_be_gone_through_twice(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a\nb\n")
    file = ListFile.of(path)
    assert list(file.lines("utf-8")) == list(file.lines("utf-8")) == ["a\n", "b\n"]
