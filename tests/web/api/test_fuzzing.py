"""Made-up calls find no defect, and no answer that the document does not have; `make fuzz` makes more of them."""

import os

from notifier.vocabulary import Choice, Role, Source
from tests.web.api.fuzzing import faults_found
from tests.web.api.programs import new_token
from tests.web.world import World


def test_no_made_up_call_finds_a_defect_or_an_answer_that_is_not_described(light_world: World) -> None:
    world = light_world
    for choice, source in ((Choice.KEEP, Source.PHONE), (Choice.AGREE, Source.PAPER)):
        world.log("Ada Test", choice, source)  # which contradict each other: a review is open
    tokens = {role.value: new_token(world, role) for role in Role}
    ids = {"campaign_id": [world.campaign_id], "patient_id": [*world.patients.values()]}
    rounds, first_seed = int(os.environ.get("FUZZ_ROUNDS", "1")), int(os.environ.get("FUZZ_SEED", "20261201"))
    found = faults_found(world.app("staff"), tokens, ids, rounds=rounds, first_seed=first_seed)
    assert "\n".join(found) == ""
