"""Whoever adds a channel touches no other file: what is decided by channel asks the row of its traits."""

import re

from tests.house.program import PRODUCT, modules, place

NAMED = re.compile(r"\bChannel\.(SMS|EMAIL|LETTER|FOOTER)\b")
# Files that name a channel of ours, each with what they are about that no other channel has.
MAY_NAME_ONE = {
    "notifier/vocabulary/installed_channels.py": "says which are ours",
    "notifier/providers/channels.py": "has their rows",
    "notifier/providers/outbox.py": "files each type of message under its channel",
    "notifier/providers/sendgrid_email/sendgrid_plugin.py": "says what it carries",
    "notifier/providers/smtp_email/smtp_plugin.py": "says what it carries",
    "notifier/providers/twilio_sms/twilio_plugin.py": "says what it carries",
    "notifier/campaigns/drafts.py": "the channels of a campaign for which nobody chose any",
    "notifier/cli/usage/campaign_usage.py": "nobody tests a letter or a footer by a provider",
    "notifier/cli/letter_commands.py": "letters are printed by a person, who hears how many the budget holds back",
    "notifier/cli/sample_practice.py": "the demonstration leads to a patient whom a text reached",
    "notifier/delivery/follow_ups.py": "letters that wait at the desk",
    "notifier/delivery/limits/spending.py": "letters are printed a second time",
    "notifier/delivery/planning.py": "the line on the prescription, one for a whole campaign",
    "notifier/outcomes/closing_checks.py": "letters are printed and posted by a person, and come back",
    "notifier/outcomes/facts.py": "the line on the prescription, which tells passively",
    "notifier/outcomes/search.py": "letters that were made can be looked at",
    "notifier/messages/sample_messages.py": "the formats and languages of letters",
    "notifier/preview/displays.py": "the line on the prescription goes up like a poster",
    "notifier/preview/kit/contents.py": "the line on the prescription is part of the kit",
    "notifier/preview/letter_troubles.py": "letters that cannot be made from what is on record",
    "notifier/preview/preview.py": "counts letters by format and language, and says whether there is a footer",
    "notifier/preview/rehearsal/briefing.py": "letters go when somebody prints them",
    "notifier/preview/rehearsal/rehearse.py": "texts are charged by the part, and letters are laid out on request",
    "notifier/preview/rehearsal/text_costs.py": "texts are charged by the part",
    "notifier/preview/text_check.py": "texts are charged by the part",
    "notifier/replies/inbound_sms.py": "what comes in by text",
    "notifier/replies/settling.py": "the one answer to what came in by text",
    "notifier/worker/letter_jobs.py": "a page asks for letters, and hears how many the budget holds back",
    "web/staff/campaign_look.py": "print runs have a part of the page",
    "web/staff/display_pages.py": "the line on the prescription is shown in its window",
    "web/staff/gallery.py": "pictures of letters hang apart",
    "web/staff/print_run_pages.py": "print runs and the letters that wait for one",
}
# Folders that are about paper, or imitate two companies.
MAY_NAME_ANY = ("notifier/print_runs/", "web/sandbox/")


def test_only_what_is_about_one_channel_names_it() -> None:
    naming = {place(path) for path in modules(*PRODUCT) if NAMED.search(path.read_text(encoding="utf-8"))}
    strangers = {where for where in naming if not where.startswith(MAY_NAME_ANY)} - MAY_NAME_ONE.keys()
    assert not strangers, "ask traits_of(channel), or say here what no other channel has"


def test_each_file_that_may_name_a_channel_does() -> None:
    """A reason that nobody needs any more is taken off the list."""
    named = {place(path) for path in modules(*PRODUCT) if NAMED.search(path.read_text(encoding="utf-8"))}
    assert not MAY_NAME_ONE.keys() - named
