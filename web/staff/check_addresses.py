"""Where each check of a campaign is seen to, of the campaign or of the whole practice."""

from collections.abc import Mapping

from flask import url_for

from notifier.campaigns.launch_checks import InstallationFacts, LaunchCheckName
from notifier.campaigns.text_parts import REASON
from notifier.contacts.languages import ENGLISH
from notifier.practice.accounts import StaffAccount
from web.staff.opened_pages import may_open, page_address

_SENDERS = "staff.senders"
_PAGES: Mapping[LaunchCheckName, str] = {
    LaunchCheckName.LIST: "staff.list",
    LaunchCheckName.SENDERS: _SENDERS,
    LaunchCheckName.LINKS: _SENDERS,
    LaunchCheckName.PRIVACY: "staff.practice",
    LaunchCheckName.SECOND_PERSON: "staff.people",
    LaunchCheckName.NOTICE: "staff.details",
    LaunchCheckName.FAIRNESS: "staff.texts",
    LaunchCheckName.TRANSLATIONS: "staff.texts",
    LaunchCheckName.BUDGET: "staff.budget",
    LaunchCheckName.PREVIEW: "staff.preview",
    LaunchCheckName.LETTERS: "staff.rehearsal",
    LaunchCheckName.APPROVAL: "staff.approval",
    LaunchCheckName.REHEARSAL: "staff.rehearsal",
}


def check_addresses(staff: StaffAccount, campaign_id: int, installed: InstallationFacts) -> dict[LaunchCheckName, str]:
    """The addresses of the pages where checks are seen to, as far as this person may open them."""
    # What the privacy notice does not say is set among the senders, but for its own address.
    unsaid = {LaunchCheckName.PRIVACY: _SENDERS} if installed.unsaid else {}
    pages = {**_PAGES, **unsaid}
    found = {name: page_address(page, campaign_id) for name, page in pages.items() if may_open(staff, page)}
    if may_open(staff, "staff.text"):
        found[LaunchCheckName.REASON] = url_for("staff.text", campaign_id=campaign_id, part=REASON, language=ENGLISH)
    if may_open(staff, "staff.check_list"):
        found[LaunchCheckName.SIGN_OFFS] = url_for("staff.check_list", campaign_id=campaign_id, _anchor="decisions")
    return found
