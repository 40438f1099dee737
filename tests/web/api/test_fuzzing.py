"""Made-up calls find no defect, and no answer that the document does not have."""

from notifier.vocabulary import Role
from tests.web.api.fuzzing import faults_found
from tests.web.api.programs import new_token
from tests.web.world import World


def test_no_made_up_call_finds_a_defect_or_an_answer_that_is_not_described(light_world: World) -> None:
    tokens = {role.value: new_token(light_world, role) for role in Role}
    ids = {"campaign_id": [light_world.campaign_id], "patient_id": [*light_world.patients.values()]}
    found = faults_found(light_world.app("staff"), tokens, ids, rounds=1, first_seed=20261201)
    assert "\n".join(found) == ""
