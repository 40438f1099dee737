"""Pictures of slips by API: kept once, without what was not drawn, shown to the desk of the practice."""

import io

from notifier.vocabulary import Role
from tests.notifier.replies.test_slip_photos import photo
from tests.web.api.programs import Program
from tests.web.world import World


def test_a_picture_is_kept_once_and_shown_and_what_is_none_is_refused(light_world: World) -> None:
    desk = Program.of(light_world, Role.RECEPTION, is_proof=False)
    patients = f"/campaigns/{light_world.campaign_id}/patients"
    photos = f"{patients}/{light_world.patients['Ada Test']}/photos"

    def give(content: bytes, part: str = "photo") -> int:
        given = {part: (io.BytesIO(content), "slip.jpg")}
        return desk.call("POST", photos, data=given, content_type="multipart/form-data").status_code

    assert (give(b"%PDF-1.7"), give(photo(), "list")) == (422, 422)
    assert (give(photo()), give(photo())) == (201, 201)
    (kept,) = desk.get(photos)["items"]
    shown = desk.call("GET", f"{photos}/{kept['id']}")
    assert (shown.status_code, shown.mimetype, shown.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    others = f"{patients}/{light_world.patients['Bob Test']}/photos/{kept['id']}"
    assert desk.call("GET", others).status_code == 404
    assert desk.call("GET", f"/campaigns/{light_world.campaign_id}/slips/1/photos").status_code == 404
