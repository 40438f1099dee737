"""The members of a backup, and the manifest: whatever is missing, changed or too much is named."""

import gzip
import io
import json
import tarfile
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from notifier.backup.age_files import AgeReader, AgeWriter
from notifier.backup.backup_archive import BackupHeading, BackupWriter, check_members, read_members, table_of
from notifier.errors import BackupFault

PAIR = X25519PrivateKey.generate()
HEADING = BackupHeading(datetime(2026, 11, 23, 10, tzinfo=UTC), "Y99999", "0.2.0", "0050", "sqlite")


def made() -> bytes:
    file = io.BytesIO()
    writer = BackupWriter(AgeWriter(file, PAIR.public_key()), HEADING)
    writer.add("instance/master.key", b"secret")
    writer.add("tables/patient/000001.jsonl", b"[1]\n[2]\n")
    writer.rows["patient"] = 2
    writer.finish()
    return file.getvalue()


def reader(file: bytes) -> AgeReader:
    return AgeReader(io.BytesIO(file), PAIR)


def rewritten(change: dict[str, bytes | None]) -> bytes:
    """The backup with members that are others, or none, sealed anew: as a fault of the program would leave it."""
    members = dict(read_members(reader(made()))) | change
    file = io.BytesIO()
    sink = AgeWriter(file, PAIR.public_key())
    plain = io.BytesIO()
    with tarfile.open(mode="w", fileobj=plain) as tar:
        for name, content in members.items():
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    sink.write(gzip.compress(plain.getvalue()))
    sink.finish()
    return file.getvalue()


def test_a_backup_says_what_it_is_of_and_holds_what_was_put_in() -> None:
    heading, manifest = check_members(reader(made()))
    assert heading == HEADING
    assert manifest.rows == {"patient": 2}
    assert manifest.files == ["instance/master.key"]
    assert dict(read_members(reader(made())))["instance/master.key"] == b"secret"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"instance/master.key": b"other"}, "instance/master.key is not as it was written"),
        ({"instance/master.key": None}, "instance/master.key is not as it was written"),
        ({"instance/more": b"more"}, "instance/more is not as it was written"),
        ({"manifest.json": None}, "it has no manifest"),
        ({"manifest.json": b"{}"}, "its manifest cannot be read"),
        ({"backup.json": b"[]"}, "does not say what it is of"),
    ],
)
def test_what_is_not_as_it_was_written_is_named(change: dict[str, bytes | None], why: str) -> None:
    with pytest.raises(BackupFault, match=why):
        check_members(reader(rewritten(change)))


def test_rows_that_are_missing_are_counted() -> None:
    members = dict(read_members(reader(made())))
    manifest = json.loads(members["manifest.json"])
    manifest["rows"]["patient"] = 3
    with pytest.raises(BackupFault, match="patient 2 of 3 rows are there"):
        check_members(reader(rewritten({"manifest.json": json.dumps(manifest).encode()})))


def test_a_later_format_names_the_program_that_reads_it() -> None:
    later = json.loads(HEADING.as_json()) | {"backup_format": 2, "program": "9.9"}
    with pytest.raises(BackupFault, match=r"version 9\.9"):
        check_members(reader(rewritten({"backup.json": json.dumps(later).encode()})))


def test_what_is_no_archive_is_said() -> None:
    file = io.BytesIO()
    sink = AgeWriter(file, PAIR.public_key())
    sink.write(b"no archive" * 100)
    sink.finish()
    with pytest.raises(BackupFault, match="cannot be unpacked"):
        check_members(reader(file.getvalue()))


def test_only_rows_have_a_table() -> None:
    assert table_of("tables/patient/000001.jsonl") == "patient"
    assert table_of("instance/presets/own.toml") == table_of("manifest.json") == ""
