"""What the doctor says: how bad it is, what it is, and what to do about it."""

from dataclasses import dataclass

from notifier.vocabulary import ConditionLevel


@dataclass(frozen=True)
class Condition:
    """One thing that was looked at; `advice` is what to do, empty where there is nothing to."""

    level: ConditionLevel
    what: str
    advice: str = ""


def fine(what: str) -> Condition:
    """What is as it should be."""
    return Condition(ConditionLevel.OK, what)


def warning(what: str, advice: str) -> Condition:
    """What works, but somebody should look at it."""
    return Condition(ConditionLevel.WARNING, what, advice)


def fault(what: str, advice: str) -> Condition:
    """What does not work until somebody mends it."""
    return Condition(ConditionLevel.FAULT, what, advice)
