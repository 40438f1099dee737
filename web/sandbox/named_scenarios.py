"""The scenarios that have a name: what each changes of a `Scenario`, in which all goes as it mostly does."""

from collections.abc import Mapping
from typing import Any

_EVERYBODY_REACHED: dict[str, Any] = {"sms": {}, "email": {}}
NAMED: Mapping[str, Mapping[str, Any]] = {
    "ordinary": {},
    "fair": _EVERYBODY_REACHED,
    "stormy": {
        "faults": {"accepted_then_500": 0.05, "cut": 0.05, "cut_after": 0.05, "hang": 0.05, "busy": 0.1},
        "callbacks": {"early": 0.1, "doubled": 0.1, "reordered": 0.1},
    },
}
