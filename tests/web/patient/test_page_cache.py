"""The published words behind a link: read once an edition, and shown in the language and view of whoever reads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from notifier.campaigns import published_pages
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.replies.patient_page import LinkOpener, OpenLink
from notifier.store.tables import Link, PublishedPage
from notifier.vocabulary import CampaignStatus
from tests.web.world import World, answer, send
from web.patient import page_words as wording
from web.patient.page_cache import (
    Edition,
    PageCache,
    PageStanding,
    chosen_language,
    page_standing,
    replaced,
    template_of,
)

OWN = {"en": {"language": "English"}, "ur": {"language": "اردو"}, "pl": {"language": "polski"}}
EDITION = Edition(3, {"en": {"title": "Plan"}, "ur": {"title": "منصوبہ"}, "cy": {"title": "Cynllun"}})
LINK = OpenLink(1, 1, date(2026, 12, 21), "ur", False, b"", 0, 3, False, b"")
# What pages of the first releases had, beside the words themselves.
OF_THE_FIRST_RELEASES = ("language", "direction", "practice_name", "practice_phone")


# --- who reads which words ---


@pytest.mark.parametrize(
    ("asked", "recorded", "language"),
    [
        ("ur", "en", "ur"),
        ("", "ur", "ur"),
        ("en", "ur", "en"),
        ("", "en", "en"),
        ("pl", "ur", "ur"),  # not published
        ("cy", "", "en"),  # published, and our own words have no such language
        ("<script>", "xx", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_recorded_if_there_is_a_page_in_it(
    asked: str, recorded: str, language: str
) -> None:
    assert chosen_language(EDITION, OWN, asked, recorded) == language
    assert EDITION.languages(OWN) == {"en": "English", "ur": "اردو"}


@pytest.mark.parametrize(
    ("status", "in_time", "late"),
    [
        (None, PageStanding.OPEN, PageStanding.LATE),  # of the first releases
        ("running", PageStanding.OPEN, PageStanding.LATE),
        ("paused", PageStanding.OPEN, PageStanding.LATE),
        ("closed", PageStanding.CLOSED, PageStanding.CLOSED),
        ("cancelled", PageStanding.CANCELLED, PageStanding.CANCELLED),
    ],
)
def test_what_an_answer_can_still_do(status: str | None, in_time: PageStanding, late: PageStanding) -> None:
    words = {} if status is None else {"campaign_status": CampaignStatus(status).value}
    last_day = LINK.deadline_on
    assert [page_standing(words, LINK, day) for day in (last_day, last_day + timedelta(days=1))] == [in_time, late]


def test_a_view_replaces_its_own_words_and_leaves_the_others() -> None:
    words = {"title": "Yours", "lead": "Lead", "guardian": {"title": "Your child’s"}, "other": {}}
    assert replaced(words, "guardian")["title"] == "Your child’s"
    assert replaced(words, "guardian")["lead"] == "Lead"
    assert [replaced(words, view)["title"] for view in ("", "other")] == ["Yours", "Yours"]
    assert replaced({"title": "Old"}, "guardian")["title"] == "Old"


# --- what is kept in memory ---


def test_it_reads_an_edition_once_and_again_when_there_is_a_newer_one(light_world: World) -> None:
    cache, reads = PageCache(light_world.database), counted(light_world)
    link = opened(light_world)
    editions = {id(cache.edition(link)) for _ in range(3)}
    assert (len(editions), reads()) == (1, 1)
    with light_world.database.writing() as session:
        row = session.execute(select(PublishedPage).where(PublishedPage.language == "en")).scalar_one()
        fresh = {"campaign_id": row.campaign_id, "language": "en", "version": 9, "published_at": light_world.now}
        session.add(PublishedPage(words=row.words | {"title": "A new plan"}, **fresh))
    assert cache.edition(link).words["en"]["title"] != "A new plan", "nobody has said yet that there is one"
    newer = opened(light_world)
    assert cache.edition(newer).words["en"]["title"] == "A new plan"
    assert cache.edition(link).words["en"]["title"] == "A new plan", "whoever opened it just before gets the newer one"
    assert cache.of_campaign(light_world.campaign_id) is cache.edition(newer)
    assert reads() == 2


def test_many_who_come_at_once_wait_for_one_reading(light_world: World) -> None:
    cache, reads = PageCache(light_world.database), counted(light_world)
    link = opened(light_world)
    with ThreadPoolExecutor(8) as at_once:
        found = list(at_once.map(cache.edition, [link] * 8))
    assert (reads(), len({id(one) for one in found})) == (1, 1)


def test_a_template_is_laid_out_once_an_edition() -> None:
    edition, made = Edition(1, {}), []

    def lay_out() -> TextTemplate:
        made.append(TextTemplate.lay_out("Plan", {}, (), as_html))
        return made[-1]

    assert template_of(edition, ("open", "en"), lay_out) is template_of(edition, ("open", "en"), lay_out)
    template_of(edition, ("open", "ur"), lay_out)
    template_of(Edition(2, {}), ("open", "en"), lay_out)
    assert len(made) == 3


# --- campaigns that an earlier release launched ---


@pytest.mark.parametrize("for_guardian", [False, True])
def test_the_words_of_an_earlier_release_still_make_every_page(light_world: World, for_guardian: bool) -> None:
    with light_world.database.writing() as session:
        for row in session.execute(select(PublishedPage)).scalars():
            if row.language != "en":
                session.delete(row)
            needed = [name for name, word in published_pages.PageWords.model_fields.items() if word.is_required()]
            row.words = {name: row.words[name] for name in (*needed, *OF_THE_FIRST_RELEASES)}
        session.execute(select(Link)).scalars().all()[0].for_guardian = for_guardian
    client, code = light_world.client(), light_world.code()
    fields = {**answer(), "relation": "guardian", "name": "Sam Parent"}
    told = client.post(f"/r/{code}/you", data=fields)
    assert told.status_code == 303
    done = send(client, code, fields).location
    paths = [f"/r/{code}", f"/r/{code}/you?choice=keep", f"/r/{code}/you?choice=keep&relation=guardian"]
    paths += [told.location, done, done.replace("?", "/answer.txt?")]
    paths += [f"/r/{code}/{name}" for name in ("help", "privacy", "accessibility")]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert client.get(f"/r/{code}?language=ur").status_code == 200
    wrong = client.post(f"/r/{code}/you", data={**fields, "dob-day": "30"})
    assert wrong.status_code == 400
    assert wording.load_page_words()["en"]["you"]["wrong"] in wrong.get_data(as_text=True)


def opened(world: World) -> OpenLink:
    link = LinkOpener(world.database, world.keys).open(world.code())
    assert link is not None
    return link


def counted(world: World) -> Callable[[], int]:
    """How often the published words were read since."""
    reads: list[str] = []

    @event.listens_for(world.database.engine, "before_cursor_execute")
    def note(*said: object) -> None:
        if str(said[2]).startswith("SELECT published_page.language, published_page.words"):
            reads.append(str(said[2]))

    return lambda: len(reads)
