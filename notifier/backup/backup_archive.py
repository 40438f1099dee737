"""What a backup holds: a compressed tar of members, ended by a manifest that has the count and the sum of each.

backup.json                     when, of which practice, by which program, with the tables of which revision
instance/...                    files of the instance folder
print_runs/<run>/manifest.json  what each print run was
tables/<table>/<number>.jsonl   rows, some thousand together
manifest.json                   all of it again, with how many rows and the SHA-256 of every member
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, NamedTuple, cast

from notifier.backup.age_files import AgeReader, AgeWriter
from notifier.errors import BackupFault

FORMAT = 1
MOST_BYTES = 512 * 1024 * 1024  # of a member: more was never written, and would fill the memory
HEADING, MANIFEST = "backup.json", "manifest.json"
_WRONG = "the backup is not whole: {}; take another one"


@dataclass(frozen=True)
class BackupHeading:
    """What a backup is of. Times are UTC."""

    made_at: datetime
    practice: str  # its ODS code; empty before there is one
    program: str  # the version
    revision: str  # of the tables
    database: str  # sqlite or postgresql
    backup_format: int = FORMAT

    def as_json(self) -> bytes:
        """As the member has it."""
        return _written(asdict(self) | {"made_at": self.made_at.isoformat()})

    @classmethod
    def read(cls, content: bytes) -> "BackupHeading":
        """Raises BackupFault for a backup of a later program, which may hold what this one would leave out."""
        try:
            found = json.loads(content)
            heading = cls(**found | {"made_at": datetime.fromisoformat(found["made_at"])})
        except (ValueError, KeyError, TypeError):
            raise BackupFault("the backup does not say what it is of: another program made it") from None
        if heading.backup_format > FORMAT:
            raise BackupFault(f"the backup was made by version {heading.program}: install that one to restore it")
        return heading


class Member(NamedTuple):
    """One member of a backup: its name with the folders, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class BackupManifest:
    """How many rows each table has, and the SHA-256 of every member."""

    rows: Mapping[str, int]
    sums: Mapping[str, str]

    @property
    def files(self) -> list[str]:
        """The members that are files of the instance folder."""
        return [name for name in self.sums if name.startswith("instance/")]


@dataclass
class BackupWriter:
    """Puts members into an encrypted file, one after the other, and the manifest at the end."""

    sink: AgeWriter
    heading: BackupHeading
    rows: dict[str, int] = field(default_factory=dict)  # of each table, for the manifest
    _sums: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tar = tarfile.open(mode="w|gz", fileobj=cast(IO[bytes], self.sink))  # noqa: SIM115 - `finish` closes it
        self.add(HEADING, self.heading.as_json())

    def add(self, name: str, content: bytes) -> None:
        """One member more."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = len(content), 0o600, int(self.heading.made_at.timestamp())
        self._tar.addfile(member, io.BytesIO(content))
        self._sums[name] = hashlib.sha256(content).hexdigest()

    def finish(self) -> BackupManifest:
        """The manifest, and the end of the file."""
        made = BackupManifest(dict(self.rows), dict(self._sums))
        self.add(MANIFEST, _written(asdict(made)))
        self._tar.close()
        self.sink.finish()
        return made


def read_members(reader: AgeReader) -> Iterator[Member]:
    """Every member in its order, the manifest last. Raises BackupFault where the file is damaged."""
    try:
        with tarfile.open(mode="r|gz", fileobj=cast(IO[bytes], reader)) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or member.size > MOST_BYTES:
                    raise BackupFault(_WRONG.format(f"it holds what no backup has, {member.name!r}"))
                yield Member(member.name, content.read())
        reader.read()  # so that its end is checked as well
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupFault(_WRONG.format(f"it cannot be unpacked ({type(error).__name__})")) from error


def check_members(reader: AgeReader) -> tuple[BackupHeading, BackupManifest]:
    """Read all of a backup, and compare every sum and count with its manifest. Raises BackupFault that says which."""
    sums: dict[str, str] = {}
    rows: dict[str, int] = {}
    heading, manifest = None, None
    for name, content in read_members(reader):
        if name == MANIFEST:
            manifest = _read_manifest(content)
            continue
        if name == HEADING:
            heading = BackupHeading.read(content)
        if table := table_of(name):
            rows[table] = rows.get(table, 0) + content.count(b"\n")
        sums[name] = hashlib.sha256(content).hexdigest()
    if heading is None or manifest is None:
        raise BackupFault(_WRONG.format("it has no manifest"))
    for name in sorted(sums.keys() | manifest.sums.keys()):
        if sums.get(name) != manifest.sums.get(name):
            raise BackupFault(_WRONG.format(f"{name} is not as it was written"))
    for table, number in manifest.rows.items():
        if rows.get(table, 0) != number:
            raise BackupFault(_WRONG.format(f"of the table {table} {rows.get(table, 0)} of {number} rows are there"))
    return heading, manifest


def table_of(name: str) -> str:
    """The table whose rows a member has; empty for any other member."""
    parts = name.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "tables" else ""


def _read_manifest(content: bytes) -> BackupManifest:
    try:
        found = json.loads(content)
        return BackupManifest(dict(found["rows"]), dict(found["sums"]))
    except (ValueError, KeyError, TypeError):
        raise BackupFault(_WRONG.format("its manifest cannot be read")) from None


def _written(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, indent=1).encode("utf-8") + b"\n"
