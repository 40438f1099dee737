"""A short run of the simulator on each make of database; `make simulate` runs many, with more patients."""

from tests.simulation.runs import Plan, run_one

SEED, PATIENTS = 1, 24


def test_a_whole_campaign_ends_as_the_rules_say(migrated_url: str) -> None:
    found = run_one(Plan([SEED], PATIENTS), SEED, migrated_url)
    assert not found.faults, "\n".join(found.faults)
    assert min(found.tally.compared, found.tally.coded, found.tally.held, found.tally.said) > 0
    assert found.tally.unsure < found.tally.compared / 5, found.tally.doubts
