"""Faults planted in the running product, of which the simulator has to find each: `planted.toml` lists them.

A fault is a text in one of the product's files, as in `tests.mutations`, and here it is planted without a copy of the
program: the functions of the module are given the code that the changed file would give them.
"""

import builtins
import dis
import importlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.house.program import ROOT
from tests.mutations.listed import Mutation


@dataclass(frozen=True)
class PlantedFault:
    """A fault, and the simulation that finds it: which seed, of how many patients, and whether workers are killed."""

    mutation: Mutation
    seed: int
    patients: int
    kills: bool


@cache
def faults() -> dict[str, PlantedFault]:
    """Every fault by its name. Raises TypeError or KeyError for an entry with a name too many, or one too few."""
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["mutation"]
    return {one["name"]: _read(one) for one in listed}


def _read(entry: dict[str, Any]) -> PlantedFault:
    found_by = {"seed": entry.pop("seed"), "patients": entry.pop("patients"), "kills": entry.pop("kills", False)}
    return PlantedFault(Mutation.read(entry), **found_by)


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Plant a fault for as long as the block lasts; none for an empty name. Raises ValueError when it does not fit."""
    if not name:
        yield
        return
    fault = faults()[name].mutation
    path = ROOT / fault.file
    module = importlib.import_module(fault.file.removesuffix(".py").replace("/", "."))
    changed = ModuleType(module.__name__)
    changed.__file__ = module.__file__
    code = compile(fault.applied(path.read_text(encoding="utf-8")), str(path), "exec", dont_inherit=True)
    exec(code, changed.__dict__)  # noqa: S102 - the product's own source
    ours, theirs = dict(_functions(module)), dict(_functions(changed))
    before: list[tuple[FunctionType, CodeType]] = []
    for place, function in ours.items():
        if place in theirs and theirs[place].__code__ != function.__code__:
            if unknown := _unknown_names(theirs[place]):
                raise ValueError(f"{name}: {fault.file} has nothing of the name {', '.join(sorted(unknown))}")
            before.append((function, function.__code__))
            function.__code__ = theirs[place].__code__
    if not before:
        raise ValueError(f"{name}: no function of {fault.file} is another one with it")
    try:
        yield
    finally:
        for function, was in before:
            function.__code__ = was


def _functions(owner: Any) -> Iterator[tuple[str, FunctionType]]:
    """Every function of a module and of its own classes, by where it stands."""
    module = owner.__name__
    for name, value in vars(owner).items():
        if isinstance(value, type) and value.__module__ == module:
            yield from ((f"{name}.{place}", found) for place, found in _methods(value))
        elif (found := _function(value)) is not None and found.__module__ == module:
            yield name, found


def _unknown_names(function: FunctionType) -> set[str]:
    """Names that a function would look for in vain when it runs."""
    looked_for = {one.argval for one in dis.get_instructions(function) if one.opname == "LOAD_GLOBAL"}
    return {name for name in looked_for if name not in function.__globals__ and not hasattr(builtins, name)}


def _methods(owner: type) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(owner).items():
        if (found := _function(value)) is not None:
            yield name, found


def _function(value: Any) -> FunctionType | None:
    """The function behind a property, a method or a decorator."""
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        value = getattr(value, inner, None) or value
    return value if isinstance(value, FunctionType) else None
