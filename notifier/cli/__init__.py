"""The command line. Each file has the commands of one errand; `program` has what they share.

A command's file is imported when it is called: a receptionist who logs a reply does not wait for the letters' fonts.
"""

from notifier.cli.program import main, program

__all__ = ["main", "program"]
