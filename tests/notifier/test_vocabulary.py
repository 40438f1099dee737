"""The groups of states: every member of every enumeration stands in each of them as its table here says."""

from collections.abc import Iterable

import pytest

from notifier.vocabulary import CampaignStatus, DeliveryStatus

# The columns: before launch, under way, launched, over.
CAMPAIGNS = {
    CampaignStatus.DRAFT: "yes no no no",
    CampaignStatus.APPROVED: "yes no no no",
    CampaignStatus.LAUNCHING: "no no no no",
    CampaignStatus.RUNNING: "no yes yes no",
    CampaignStatus.PAUSED: "no yes yes no",
    CampaignStatus.CLOSED: "no no yes yes",
    CampaignStatus.CANCELLED: "no no no yes",
}
# The columns: never sent, told nobody.
DELIVERIES = {
    DeliveryStatus.PLANNED: "no no",
    DeliveryStatus.SENDING: "no no",
    DeliveryStatus.ACCEPTED: "no no",
    DeliveryStatus.DELIVERED: "no no",
    DeliveryStatus.FAILED: "no yes",
    DeliveryStatus.UNKNOWN: "no no",
    DeliveryStatus.CANCELLED: "yes yes",
    DeliveryStatus.SKIPPED: "yes yes",
}


@pytest.mark.parametrize("status", CampaignStatus)
def test_a_campaigns_status_is_in_its_groups(status: CampaignStatus) -> None:
    groups = (
        CampaignStatus.before_launch(),
        CampaignStatus.under_way(),
        CampaignStatus.launched(),
        CampaignStatus.over(),
    )
    assert said(status in group for group in groups) == CAMPAIGNS[status]


@pytest.mark.parametrize("status", DeliveryStatus)
def test_a_deliverys_status_is_in_its_groups(status: DeliveryStatus) -> None:
    groups = (DeliveryStatus.never_sent(), DeliveryStatus.told_nobody())
    assert said(status in group for group in groups) == DELIVERIES[status]


def said(answers: Iterable[bool]) -> str:
    return " ".join("yes" if answer else "no" for answer in answers)
