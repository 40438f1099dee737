"""Displays by API: what went up, came down and prints; each recorded once."""

import pytest

from notifier.vocabulary import JobKind, Role
from tests.web.api.programs import Program
from tests.web.staff.test_display_pages import shown_world
from tests.web.world import World, local_day

__all__ = ["shown_world"]


@pytest.mark.usefixtures("shown_world")
def test_a_poster_goes_up_and_comes_down_and_the_footer_is_shown_as_it_prints(light_world: World) -> None:
    desk, manager = (Program.of(light_world, role, is_proof=False) for role in (Role.RECEPTION, Role.MANAGER))
    displays = f"/campaigns/{light_world.campaign_id}/displays"
    poster = {"json": {"display": "poster", "day": local_day(light_world.now), "where": "Waiting room"}}
    assert desk.call("POST", f"{displays}/put-up", **poster).status_code == 204
    assert desk.call("POST", f"{displays}/put-up", **poster).status_code == 409
    assert [(one["text"], one["down_on"]) for one in desk.get(displays)["items"]] == [("Waiting room", None)]
    assert desk.call("POST", f"{displays}/take-down", **poster).status_code == 204
    assert desk.get(displays)["items"][0]["down_on"] == local_day(light_world.now)
    footer = desk.call("GET", f"/campaigns/{light_world.campaign_id}/footer")
    assert (footer.mimetype, "Summary Care Record" in footer.get_data(as_text=True)) == ("text/plain", True)
    asked = manager.post(f"/campaigns/{light_world.campaign_id}/kit")
    assert asked["kind"] == JobKind.MAKE_KIT
