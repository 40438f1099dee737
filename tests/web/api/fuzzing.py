"""Calls that Schemathesis makes up from the document: what it describes, and what it rules out, each by every role.

Whatever comes, no answer is a defect of ours, and each is one that the document has, in the form that it has there.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation

from tests.web.api.programs import ROOT
from web.api.views import ApiViews

# What these look for is no fault here: rules of ours refuse much that is well formed, and nothing can be deleted. That
# nobody is let in without a token is tested beside the table of roles.
_NOT_HERE = (
    *("positive_data_acceptance", "use_after_free", "ensure_resource_availability"),
    *("object_level_authorization", "ignored_auth"),
)
_THERE = 0.8  # how often what a call is about is there
_CHECKS = [check for check in CHECKS.get_all() if check.__name__ not in _NOT_HERE]


def faults_found(
    app: Flask, tokens: Mapping[str, str], ids: Mapping[str, Sequence[int]], *, rounds: int, first_seed: int
) -> Iterator[str]:
    """What is wrong, a line for each operation that has a fault.

    `tokens` are by role, `ids` the rows that there are, by the name of the parameter of a path. In each round every
    token calls every operation once with what the document describes, and once with what it rules out. The same seed
    makes the same calls.
    """
    schema = schemathesis.openapi.from_dict(ApiViews.document_of_all())
    schema.app = app
    schema.config.update(base_url=f"http://localhost{ROOT}")
    for found in schema.get_all_operations():
        one = found.ok()  # type: ignore[union-attr]  # of our own document every operation can be read
        for mode in GenerationMode:
            try:
                _fuzz(one, mode, tokens, ids, rounds, first_seed)
            except (Failure, FailureGroup) as failure:
                yield f"{one.method.upper()} {one.path}, {mode.value}:\n{failure}"


def _fuzz(
    one: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    tokens: Mapping[str, str],
    ids: Mapping[str, Sequence[int]],
    rounds: int,
    first_seed: int,
) -> None:
    turns = cycle(tokens.values())

    @seed(first_seed)
    @settings(
        max_examples=rounds * len(tokens),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=one.as_strategy(generation_mode=mode), chance=st.randoms(use_true_random=False))
    def calls(case: Any, chance: Any) -> None:
        headers = {"Authorization": f"Bearer {next(turns)}"}
        if mode is GenerationMode.POSITIVE and chance.random() < _THERE:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = chance.choice(ids.get(name, [1]))
        case.validate_response(case.call(headers=headers), checks=_CHECKS, headers=headers)

    calls()
