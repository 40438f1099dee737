"""The exception tree. Everything that is the caller's to mend is a `Fault`, whose text says what, where and what to do.

    Fault
    ├── SettingsFault      the settings contradict themselves or the installation
    ├── ListFault          a file that is no patient list at all
    ├── ValueRefused       one value that cannot be taken (a number, a date, a code)
    ├── NotFound           no such campaign, member of staff or patient
    ├── NotAllowed         this person, or this moment, may not do it
    ├── MachineFault       the disk, a folder or the database does not let the program work
    ├── RenderFault        a text that lacks a value, an image or a letter shape
    ├── EvidenceFault      a pack or an audit chain that does not hold together
    └── BackupFault        a backup that is damaged, is for another key, or does not fit the program

The command line prints a `Fault` and exits with 1; the web shows it on the page it happened. Anything else is a defect.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `--help` needs the faults and has no use for the library
    from pydantic import ValidationError


class Fault(Exception):
    """Something a person can mend; `str(fault)` tells them what, where and how."""


class SettingsFault(Fault):
    """The settings cannot be used; the text names every fault at once."""


class ListFault(Fault):
    """The file is no patient list; nothing was read from it."""


class ValueRefused(Fault):
    """A single value cannot be taken. The text is short and never repeats the value."""


class NotFound(Fault):
    """What was asked for does not exist."""


class NotAllowed(Fault):
    """The person or the state of things does not allow it."""


class MachineFault(Fault):
    """The machine does not let the program work; made by `notifier.store.machine_faults`."""


class RenderFault(Fault):
    """A text could not be filled completely; nothing incomplete is ever sent."""


class EvidenceFault(Fault):
    """A pack or the audit chain does not hold together."""


class BackupFault(Fault):
    """A backup cannot be opened, is not whole, or does not fit; nothing was restored from it."""


def field_faults(error: "ValidationError") -> list[str]:
    """What is wrong with each field of a value that was read from a file: its name and why."""
    return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
