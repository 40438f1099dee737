"""The keys in an instance folder: the master key, or, where the patient's page runs by itself, that page's alone."""

import secrets
from collections.abc import Collection
from pathlib import Path

from notifier.errors import NotAllowed, SettingsFault

KEY_FILE = "master.key"
PRACTICE_FILE = "practice"  # the ODS code of the practice whose folder it is
SAMPLE_FILE = "demo-practice"  # in the folder of a practice that was invented as a whole, and may be thrown away
PAGE_KEY_FILE = "door.key"  # what the patient's page has instead, where it is a process of its own


def master_key(instance: Path) -> bytes:
    """The installation's 32-byte secret, from which every other key is derived.

    Raises SettingsFault when there is none: run `notifier init`.
    """
    if is_page_only(instance):
        raise SettingsFault(f"{instance} is for the patient's page alone: run this where {KEY_FILE} is")
    return read_key(instance / KEY_FILE, 32)


def page_key(instance: Path) -> bytes:
    """The 64 bytes of the patient's page, see `access_codes.Keys.door`. Raises SettingsFault."""
    return read_key(instance / PAGE_KEY_FILE, 64)


def has_key(instance: Path) -> bool:
    """Whether the folder has its master key: then it has been set up before, and its database belongs to it."""
    return (instance / KEY_FILE).exists()


def is_page_only(instance: Path) -> bool:
    """Whether this instance is for the patient's page alone: it has that page's keys and not the master key."""
    return (instance / PAGE_KEY_FILE).exists() and not (instance / KEY_FILE).exists()


def is_invented(instance: Path) -> bool:
    """Whether this instance is of a practice that was invented as a whole."""
    return (instance / SAMPLE_FILE).exists()


def mark_as_invented(instance: Path, by: str) -> None:
    """Make an instance folder for a practice that is invented; `by` says for people what made it."""
    instance.mkdir(mode=0o700, parents=True)
    (instance / SAMPLE_FILE).write_text(f"made by {by}, and made anew each time\n", encoding="utf-8")


def make_instance(instance: Path) -> None:
    """Create the instance folder and its key, if they are not there yet.

    Raises SettingsFault where the patient's page is alone: beside another key its own would be forgotten.
    """
    if is_page_only(instance):
        raise SettingsFault(f"{instance} is for the patient's page alone: set up another folder")
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # the patients' data is in it
    ensure_key_file(instance / KEY_FILE)


def ensure_key_file(path: Path) -> None:
    """Write 32 random bytes as hexadecimal digits, for their owner alone, where there is no key in that place yet."""
    if not path.exists():
        # Written beside and linked into place, so that two first runs agree on one key.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # the other run was first; its key is as good
        finally:
            draft.unlink()


def claim_folder(instance: Path, ods_code: str, known: Collection[str]) -> None:
    """Note in an instance folder whose it is. `known` are the codes that the database had for the practice before.

    Raises NotAllowed where another practice's installation made the folder: with one key, both would give their
    patients the same codes.
    """
    noted = noted_practice(instance)
    if noted and noted not in {ods_code, *known}:
        raise NotAllowed(
            f"{instance} is the folder of the practice {noted}, with whose key its patients' codes are made: for the "
            f"practice {ods_code} set INSTANCE to a folder of its own (docs/how-to/two-practices.md)"
        )
    if noted != ods_code:
        (instance / PRACTICE_FILE).write_text(f"{ods_code}\n", encoding="utf-8")


def noted_practice(instance: Path) -> str:
    """The ODS code of the practice whose folder it is; empty until `notifier init` of this release has been run."""
    path = instance / PRACTICE_FILE
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def read_key(path: Path, length: int) -> bytes:
    """A key of so many bytes, written as hexadecimal digits. Raises SettingsFault where it is missing or damaged."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise SettingsFault(f"there is no key in {path.parent}: run `notifier init` first") from None
    except OSError as error:
        raise SettingsFault(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        key = b""
    if len(key) != length:
        raise SettingsFault(f"{path} is damaged: restore it from the backup")
    return key
