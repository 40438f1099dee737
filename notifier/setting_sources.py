"""Where whoever runs the computer writes settings down: a file in the instance folder, and variables."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def variable_of(environment: Mapping[str, str], prefix: str, name: str) -> str:
    """Which variable gives a setting its value, or which file that a variable names."""
    in_file = f"{prefix}{name.upper()}_FILE"
    return f"the file that {in_file} names" if environment.get(in_file) else f"the variable {prefix}{name.upper()}"


def read_file(path: Path, faults: list[str]) -> dict[str, Any]:
    """The settings in a TOML file, none where there is no file; one that cannot be read is added to the faults."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: {error}")
        return {}


def read_environment(
    environment: Mapping[str, str], prefix: str, known: Iterable[str], faults: list[str]
) -> dict[str, Any]:
    """The known settings that variables give, or files that they name; what cannot be read is added to the faults."""
    values: dict[str, Any] = {}
    for field in sorted(known):
        name = prefix + field.upper()
        if environment.get(name):
            values[field] = environment[name]
        if environment.get(f"{name}_FILE"):
            path = Path(environment[f"{name}_FILE"])
            try:
                values[field] = path.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name}_FILE: cannot read {path}: {error}")
    return values
