"""Texts written on pages: checked, stored in versions, compared, and kept from being overwritten."""

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from time import process_time

import pytest
from werkzeug.test import TestResponse

from notifier.campaigns import editing, lifecycle
from notifier.vocabulary import CampaignStatus, Role
from tests.html_check import CheckedClient
from tests.web.world import World, submit, text

SMS = "{{ practice_name }} plans it. Tell us by {{ deadline_short }}: {{ link }} or call {{ practice_phone }}"


def test_every_text_is_listed_by_language_with_whose_words_it_is(drafted: World) -> None:
    manager = drafted.signed_in(Role.MANAGER)
    page = text(manager, texts(drafted))
    assert page.count("As it came") == len(stored(drafted))
    assert "Nothing unfair was found" in page
    assert "Polish, Punjabi and Urdu only the ways to answer" in page
    assert f'href="{texts(drafted)}/letter/ur"' in page
    assert page.count("<strong>not reviewed as it is</strong>. It is a draft") == 4


def test_a_text_is_saved_as_a_version_and_the_approval_taken_back(light_draft: World) -> None:
    light_draft.approve()
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/sms/en"
    page = text(manager, address)
    assert "Save and take the approval back" in page
    saved = write(manager, address, SMS.replace(" ", "\r\n", 1))
    assert saved.status_code == 303
    assert "Saved as version 2. The approval is taken back" in text(manager, saved.location)
    with light_draft.database.reading() as session:
        assert lifecycle.current_texts(session, light_draft.campaign_id)["sms"].body == SMS.replace(" ", "\n", 1) + "\n"
        campaign = lifecycle.get_campaign(session, light_draft.practice_id, light_draft.campaign_id)
        assert campaign.campaign_status is CampaignStatus.DRAFT
    assert "Your own, version 2: Sam Manager" in text(manager, texts(light_draft))


def test_a_text_that_is_not_changed_makes_no_version(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/letter/en"
    before = stored(light_draft)
    assert write(manager, address, body_on(text(manager, address))).status_code == 303
    assert stored(light_draft) == before


def test_what_cannot_be_used_is_not_saved_and_not_lost(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/sms/en"
    before = light_draft.rows()
    refused = write(manager, address, "One <line>\n{{ practise_phone }}")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    said = "Line 2: There is no {{ practise_phone }} here: did you mean {{ practice_phone }}?"
    assert re.search(rf'<a href="#body">\s*{re.escape(said)}\s*</a>', page)
    assert body_on(page) == "One <line>\n{{ practise_phone }}\n"
    assert light_draft.rows() == before


def test_a_check_stores_nothing_with_and_without_the_script(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/sms/en"
    before = light_draft.rows()
    told = "You should tell us by {{ deadline_short }}: {{ link }} ☎ {{ practice_phone }}"
    page = write(manager, address, told, check="yes").get_data(as_text=True)
    answered = submit(manager, f"{address}/check", form_at=address, body=told).get_json()
    for said in (page, answered["html"]):
        assert "in the alphabet that makes texts dear, because of: ☎" in said
        assert "“you should” takes a side" in said
        assert "To the one person on your list with a mobile: about <strong>£0.05</strong>" in said
    assert answered["says"] == "1 thing to look at for fairness. 2 parts at most."
    assert light_draft.rows() == before


def test_the_editor_answers_between_two_letters(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/letter/en"
    body = body_on(text(manager, address))
    submit(manager, f"{address}/check", form_at=address, body=body)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', text(manager, address))[0]
    began = process_time()
    manager.post(f"{address}/check", data={"csrf_token": token, "body": f"{body}<p>One word more.</p>"})
    assert process_time() - began < 0.15


def test_who_saves_second_sees_what_the_first_wrote_beside_their_own(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/sms/en"
    opened = text(manager, address)
    write(manager, address, f"First. {SMS}")
    lost = submit(manager, address, body=f"Second. {SMS}", edition=edition_on(opened))
    page = lost.get_data(as_text=True)
    assert lost.status_code == 409
    assert "Sam Manager changed a text on" in page
    assert "<del>First." in page
    assert "<ins>Second." in page
    assert body_on(page).startswith("Second.")
    assert submit(manager, address, body=body_on(page), edition=edition_on(page)).status_code == 303


def test_versions_stand_side_by_side_and_one_is_taken_again(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/letter/en"
    first = body_on(text(manager, address))
    write(manager, address, first.replace("You can keep it.", "Keep it if you like."))
    page = text(manager, f"{address}/versions")
    assert page.count("<del>") == page.count("<ins>") == 1
    assert "lines are the same" in page
    assert "Keep it if you like." in page
    assert manager.get(f"{address}/versions?before=7").status_code == 404
    taken = submit(manager, f"{address}/versions/1", form_at=f"{address}/versions", edition=edition_on(page))
    assert taken.status_code == 303
    with light_draft.database.reading() as session:
        newest, _, oldest = editing.written_versions(session, light_draft.campaign_id, "letter", "en")
    assert (newest.version, newest.body) == (3, oldest.body)
    stale = submit(manager, f"{address}/versions/1", form_at=f"{address}/versions", edition="1")
    assert stale.status_code == 409


def test_the_reason_has_fields_of_its_own(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/reason/en"
    assert "What stands here is an example" in text(manager, address)
    example = {"reason": "We want to share.", "signed_by": "Dr Robin Example", "signed_role": "GP partner"}
    overlooked = submit(manager, address, **example, edition=edition_on(text(manager, address)))
    assert (overlooked.status_code, "This is the name in the example" in overlooked.text) == (400, True)
    given = {"reason": 'We say "why"', "signed_by": "Dr Robin Test", "signed_role": "GP partner"}
    edition = edition_on(text(manager, address))
    refused = submit(manager, address, **given, edition=edition)
    assert refused.status_code == 400
    assert 'href="#reason"' in refused.get_data(as_text=True)
    assert "We say &#34;why&#34;" in refused.get_data(as_text=True)
    assert submit(manager, address, **given | {"reason": 'We say "why".'}, edition=edition).status_code == 303
    page = text(manager, address)
    assert "What stands here is an example" not in page
    assert "We say &#34;why&#34;." in page


def test_a_text_written_from_right_to_left_is_written_so(light_draft: World) -> None:
    page = text(light_draft.signed_in(Role.MANAGER), f"{texts(light_draft)}/letter/ur")
    assert '<h1 class="nhsuk-heading-l">Letter, in Urdu</h1>' in page
    assert 'dir="rtl"' in page
    assert "Only what is filled in was looked for" in page


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_others_read_texts_and_write_none(light_draft: World, role: Role) -> None:
    client, address = light_draft.signed_in(role), f"{texts(light_draft)}/sms/en"
    page = text(client, address)
    assert "<textarea" not in page
    assert "Fairness" in page
    assert client.post(address, data={"body": "x"}).status_code in (400, 403)


def test_there_is_no_text_that_there_is_not(light_draft: World) -> None:
    manager = light_draft.signed_in(Role.MANAGER)
    for wrong in ("poster/en", "letter/xx", "translation/en"):
        assert manager.get(f"{texts(light_draft)}/{wrong}").status_code == 404
    assert light_draft.signed_in(Role.RECEPTION).get(texts(light_draft)).status_code == 403


def texts(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/texts"


def write(client: CheckedClient, address: str, body: str, **more: str) -> TestResponse:
    return submit(client, address, body=body, edition=edition_on(text(client, address)), **more)


def body_on(page: str) -> str:
    """The words in the editor."""
    return html.unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[0])


def edition_on(page: str) -> str:
    found = re.search(r'name="edition" value="([^"]+)"', page)
    assert found, "no form with an edition"
    return found[1]


def stored(world: World) -> set[tuple[str, str, int]]:
    with world.database.reading() as session:
        found = lifecycle.texts_by_language(session, world.campaign_id)
    return {(language, part, one.version) for language, parts in found.items() for part, one in parts.items()}


def test_of_two_managers_who_save_at_once_one_is_told(drafted: World) -> None:
    address = f"{texts(drafted)}/sms/en"
    managers = [drafted.signed_in(Role.MANAGER) for _ in range(2)]
    forms = [form_on(text(manager, address)) | {"body": f"{SMS} {n}"} for n, manager in enumerate(managers)]
    answers = at_once(
        *(partial(manager.post, address, data=form) for manager, form in zip(managers, forms, strict=True))
    )
    assert sorted(one.status_code for one in answers) == [303, 409]
    (lost,) = (n for n, one in enumerate(answers) if one.status_code == 409)
    page = answers[lost].get_data(as_text=True)
    assert body_on(page) == f"{SMS} {lost}\n", "what the loser typed is still there"
    assert "Sam Manager changed a text" in page
    assert {version for _, part, version in stored(drafted) if part == "sms"} == {2}


def test_an_approval_that_races_an_edit_stands_for_nothing_that_was_edited(drafted: World) -> None:
    address, sign = f"{texts(drafted)}/sms/en", f"/staff/campaigns/{drafted.campaign_id}/approval"
    manager, approver = drafted.signed_in(Role.MANAGER), drafted.signed_in(Role.APPROVER)
    form = form_on(text(manager, address)) | {"body": SMS}
    page = text(approver, sign)
    approval = form_on(page) | {"sign_off": "minute 7", "fingerprint": fingerprint_on(page)}
    saved, approved = at_once(
        partial(manager.post, address, data=form),
        partial(approver.post, sign, data=approval),
    )
    assert sorted((saved.status_code, approved.status_code)) == [303, 409]
    with drafted.database.reading() as session:
        campaign = lifecycle.get_campaign(session, drafted.practice_id, drafted.campaign_id)
        is_approved = campaign.campaign_status is CampaignStatus.APPROVED
    assert is_approved == (approved.status_code == 303)


def at_once(*acts: Callable[[], TestResponse]) -> list[TestResponse]:
    """What each of these requests, sent at the same time, was answered."""
    start = Barrier(len(acts))

    def sent(act: Callable[[], TestResponse]) -> TestResponse:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(sent, acts))


def form_on(page: str) -> dict[str, str]:
    """The hidden fields of the forms of a page."""
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|edition)" value="([^"]+)"', page))


def fingerprint_on(page: str) -> str:
    found = re.search(r'name="fingerprint" value="([^"]+)"', page)
    assert found, "no preview to approve"
    return found[1]
