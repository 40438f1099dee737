"""A picture of a slip is added at the patient's page and shown to the desk alone."""

import io
import re

from notifier.vocabulary import Role
from tests.notifier.replies.test_slip_photos import photo
from tests.web.world import World, text


def test_a_picture_is_kept_shown_and_a_bad_file_is_said_to_be_one(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patients = f"/staff/campaigns/{world.campaign_id}/patients"
    page = f"{patients}/{world.patients['Ada Test']}/photos"
    assert page in text(client, page.removesuffix("/photos"))
    token = re.search(r'name="csrf_token" value="([^"]+)"', text(client, page))
    assert token

    def give(content: bytes, name: str = "slip.jpg") -> tuple[int, str]:
        files = {"csrf_token": token.group(1), "photo": (io.BytesIO(content), name)}
        answer = client.post(page, data=files, content_type="multipart/form-data")
        return answer.status_code, answer.text

    status, said = give(b"%PDF-1.7 ...", "slip.jpg")
    assert (status, "no picture that can be read" in said) == (400, True)
    assert "Choose the picture" in give(b"", "")[1]
    assert give(photo())[0] == give(photo())[0] == 303  # the same twice is kept once
    assert text(client, page).count("/photos/1.jpg") == 1
    assert "/photos/2.jpg" not in text(client, page)
    shown = client.get(f"{page}/1.jpg")
    assert (shown.status_code, shown.mimetype, shown.headers["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert "no-store" in shown.headers["Cache-Control"]
    assert client.get(f"{patients}/{world.patients['Bob Test']}/photos/1.jpg").status_code == 404
    assert world.signed_in(Role.AUDITOR).get(f"{page}/1.jpg").status_code == 403
