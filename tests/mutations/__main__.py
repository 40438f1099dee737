"""`python -m tests.mutations [WORD ...]`: plant every fault, or those whose name has one of the words; one at a time.

Each test that a fault names has to pass without it and to fail with it. Returns 1 when one does not.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.listed import Mutation, read_mutations
from tests.mutations.planted import copy_program, failing, planted


def main(words: list[str]) -> int:
    """Say of each fault, as it is known, which tests found it and which did not."""
    chosen = [one for one in read_mutations() if not words or any(word in one.name for word in words)]
    if not chosen:
        print("no fault has such a name")
        return 2
    with TemporaryDirectory(prefix="mutations-") as made:
        folder = Path(made)
        copy_program(folder)
        if broken := failing(folder, sorted({test for one in chosen for test in one.caught_by})):
            print("mend first what fails without any fault:", *sorted(broken))
            return 1
        survived = sum(not _is_caught(folder, one) for one in chosen)
    print(f"{len(chosen) - survived} of {len(chosen)} faults were found")
    return 1 if survived else 0


def _is_caught(folder: Path, mutation: Mutation) -> bool:
    with planted(folder, mutation):
        found = failing(folder, mutation.caught_by)
    is_caught = found == set(mutation.caught_by)
    print(f"{'found' if is_caught else 'SURVIVED':8} {mutation.file}: {mutation.name}", flush=True)
    for test in mutation.caught_by:
        print(f"         {'fails' if test in found else 'passes all the same'}: {test}", flush=True)
    return is_caught


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
