"""`make bench`: every measurement here, or those named. Each prints ratios from one run, for machines are noisy."""

import importlib
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    """Run bench_*.py; returns 2 when a name is unknown."""
    known = {path.stem.removeprefix("bench_"): path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    for name in wanted or known:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{known[name]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
