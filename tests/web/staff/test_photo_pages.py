"""A picture of a slip is added at the patient's page, or at a slip of nobody, and shown to the desk alone."""

import io
import re

from notifier.vocabulary import Role
from tests.html_check import CheckedClient
from tests.notifier.replies.test_slip_photos import photo
from tests.web.world import World, local_day, submit, text


def add(client: CheckedClient, page: str, content: bytes, name: str = "slip.jpg") -> tuple[int, str]:
    """Give a file to a page of pictures; the status of the answer, and what it says."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', text(client, page))
    assert token
    files = {"csrf_token": token.group(1), "photo": (io.BytesIO(content), name)}
    answer = client.post(page, data=files, content_type="multipart/form-data")
    return answer.status_code, answer.text


def test_a_picture_is_kept_shown_and_a_bad_file_is_said_to_be_one(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patients = f"/staff/campaigns/{world.campaign_id}/patients"
    page = f"{patients}/{world.patients['Ada Test']}/photos"
    assert page in text(client, page.removesuffix("/photos"))

    def give(content: bytes, name: str = "slip.jpg") -> tuple[int, str]:
        return add(client, page, content, name)

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


def test_a_picture_of_a_slip_of_nobody_stays_with_it_and_is_the_patients_once_they_are_found(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    base, ada = f"/staff/campaigns/{world.campaign_id}", world.patients["Ada Test"]
    slip, patient = f"{base}/slips/1", f"{base}/patients/{ada}/photos"
    said = {"choice": "keep", "source": "paper", "received": local_day(world.now), "note": "torn", "then": "photo"}
    assert submit(client, f"{base}/slips/new", **said).location == f"{slip}/photos"
    assert add(client, f"{slip}/photos", b"GIF89a")[0] == 400
    same = photo()
    for page, content in ((f"{slip}/photos", same), (f"{slip}/photos", photo(50, 50)), (patient, same)):
        assert add(client, page, content)[0] == 303
    assert "/slips/1/photos/1.jpg" in text(client, slip)
    assert client.get(f"{slip}/photos/1.jpg").mimetype == "image/jpeg"
    assert "/photos/2.jpg" not in text(client, patient)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text(client, slip))
    assert token
    submit(client, f"{slip}/patients/{ada}", slip)
    assert text(client, patient).count("/photos/2.jpg") == 1
    assert "/photos/1.jpg" not in text(client, patient), "the patient has the same one already"
    late = {"csrf_token": token.group(1), "photo": (io.BytesIO(photo(70, 70)), "late.jpg")}
    refused = client.post(f"{slip}/photos", data=late, content_type="multipart/form-data")
    assert (refused.status_code, "on the page of the patient" in refused.text) == (409, True)
    assert "/slips/1/photos/2.jpg" in text(client, slip)
    for address in (f"{base}/slips/1/photos/3.jpg", f"{base}/slips/9/photos"):
        assert client.get(address).status_code == 404
