"""The settings that change nothing of what a patient gets or sees, each with the reason why.

Every other setting is part of what a campaign's approval is of. One that is new and not decided upon here has a
campaign approved again when it is changed, which is a nuisance; the other way round would be a harm.
"""

from collections.abc import Mapping
from types import MappingProxyType

_STAFF = "it is about how staff sign in"
_MACHINE = "it is about the computer that runs this"
_RECORD = "it is about how the record is signed"
_PACE = "it changes when a message goes, and not what it says"
_PRICE = "it changes an estimate; what is really sent is counted at the price of its day, and held by the budget"

UNSEEN_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "oidc_issuer": _STAFF,
        "oidc_client_id": _STAFF,
        "oidc_client_secret": _STAFF,
        "oidc_name": _STAFF,
        "oidc_factor": _STAFF,
        "oidc_trusts_email": _STAFF,
        "sign_in_idle_minutes": _STAFF,
        "sign_in_hours": _STAFF,
        "token_folder": _STAFF,
        "key_command": _RECORD,
        "timestamp_url": _RECORD,
        "timestamp_roots": _RECORD,
        "instance": _MACHINE,
        "database_url": _MACHINE,
        "queue_url": _MACHINE,
        "trusted_proxies": _MACHINE,
        "provider_timeout": _MACHINE,
        "now": "a fixed time is for sample practices alone",
        "quiet_hours": _PACE,
        "first_slice": _PACE,
        "pause_share": _PACE,
        "sms_per_second": _PACE,
        "sms_per_day": _PACE,
        "email_per_second": _PACE,
        "email_per_day": _PACE,
        "unknown_hours": _PACE,
        "alarms_to": "it is about whom of the staff to tell",
        "sms_price": _PRICE,
        "email_price": _PRICE,
        "letter_price": _PRICE,
    }
)
