"""The command line: what can be typed, and what it does.

`program` is the `notifier` command; `usage` has the names, parameters and help of all that can be typed. A file
`..._command` or `..._commands` has what they do, and is loaded when one of them runs (`lazy_command`), so that `--help`
waits for nothing and a receptionist who logs a reply does not wait for the letters' fonts.

`installation`: the settings, keys, database and clock that every command is handed; `letter_stationery`: its letters'.
`terminal`: what is said there, and the times that are typed; `long_running`: the log and the signals of what runs on.
`late_wake` and `wake_queue`: how whoever serves pages wakes the workers.
`frozen_differences`: what a command's deed changed about the frozen lists.
`child_processes`: several that belong together; `sample_practice`: what `demo` sets up.
"""

from notifier.cli.program import main, program

__all__ = ["main", "program"]
