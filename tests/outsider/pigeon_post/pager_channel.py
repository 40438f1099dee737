"""Pages by Pigeon Post as a channel: a few words to the patient's mobile, where the company's app rings a bell."""

from notifier.providers.channels import AddressKind, ChannelEvidence, ChannelTraits, RateLimit
from notifier.providers.message_types import PlainMessage
from notifier.vocabulary import Evidence, SkipReason

PAGER = ChannelTraits(
    name="pager",
    label="Pager",
    noun="page",
    verb="page",
    address=AddressKind.MOBILE,
    message_type=PlainMessage,
    parts={"pager": "pager.txt"},
    evidence=ChannelEvidence(accepted=Evidence.SENT, delivered=Evidence.DELIVERED),
    reports_delivery=True,
    has_first_slice=True,
    keeps_quiet_hours=True,
    stopped=SkipReason.STOPPED,
    usual_rate=RateLimit(50.0),
    usual_price=1.0,
)
