"""Distributions that are no part of the product, laid out in a folder as an installer lays them out.

site = laid_out(OUTSIDER, tmp_path / "site")     from then on in this process, if it is on sys.path
with installed(site): ...                        only meanwhile; PYTHONPATH=site for another process
"""

import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.program import ROOT

OUTSIDER = ROOT / "tests" / "outsider"  # a provider of texts by the name of pigeon


def laid_out(source: Path, site: Path) -> Path:
    """The packages of a source tree, and what its pyproject.toml says of them, in this folder, which is returned."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for package in (path.parent for path in source.glob("*/__init__.py")):
        shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    (info / "entry_points.txt").write_text(_entry_points(project["entry-points"]), encoding="utf-8")
    return site


@contextmanager
def installed(site: Path) -> Iterator[None]:
    """A folder is part of what is installed as long as the block runs; nothing of it is left loaded afterwards."""
    before = sys.path[:]
    sys.path.insert(0, str(site))
    try:
        yield
    finally:
        sys.path[:] = before
        ours = {path.name for path in site.iterdir()}
        for name in [one for one in sys.modules if one.partition(".")[0] in ours]:
            del sys.modules[name]


def _entry_points(groups: dict[str, dict[str, str]]) -> str:
    return "\n".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in groups.items()
    )
