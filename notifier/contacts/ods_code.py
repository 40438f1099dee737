"""The code by which the NHS knows a practice."""

import re

from notifier.errors import ValueRefused

# A general practice's code: a letter and five digits, of which one with Y, and since 2022 some others, may be of a
# place that is no practice. https://digital.nhs.uk/services/organisation-data-service
_FORM = re.compile(r"[A-Z]\d{5}", re.ASCII)


def parse_ods_code(text: str) -> str:
    """'a81 001' as 'A81001'. Raises ValueRefused for what is no code of a practice."""
    code = "".join(text.split()).upper()
    if not _FORM.fullmatch(code):
        raise ValueRefused("an ODS code is a letter and five digits, such as A81001")
    return code
