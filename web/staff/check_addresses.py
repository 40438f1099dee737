"""Where each check of a campaign is seen to, of the campaign or of the whole practice."""

from collections.abc import Mapping

from flask import url_for

from notifier.campaigns.launch_checks import InstallationFacts, LaunchCheckName
from notifier.campaigns.text_parts import REASON
from notifier.contacts.languages import ENGLISH
from notifier.practice.accounts import StaffAccount
from web.staff.opened_pages import may_open

_SENDERS = "staff.senders"
_OF_PRACTICE: Mapping[LaunchCheckName, str] = {
    LaunchCheckName.LIST: "staff.list",
    LaunchCheckName.SENDERS: _SENDERS,
    LaunchCheckName.LINKS: _SENDERS,
    LaunchCheckName.PRIVACY: "staff.practice",
    LaunchCheckName.SECOND_PERSON: "staff.people",
}
_OF_CAMPAIGN: Mapping[LaunchCheckName, str] = {
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
    found = {name: url_for(page) for name, page in {**_OF_PRACTICE, **unsaid}.items() if may_open(staff, page)}
    own = {name: page for name, page in _OF_CAMPAIGN.items() if may_open(staff, page)}
    found |= {name: url_for(page, campaign_id=campaign_id) for name, page in own.items()}
    if may_open(staff, "staff.text"):
        found[LaunchCheckName.REASON] = url_for("staff.text", campaign_id=campaign_id, part=REASON, language=ENGLISH)
    if may_open(staff, "staff.check_list"):
        found[LaunchCheckName.SIGN_OFFS] = url_for("staff.check_list", campaign_id=campaign_id, _anchor="decisions")
    return found
