"""What the headings of a list mean. Every spelling that a clinical system prints is data: add it here alone."""

import re
from typing import NamedTuple

from notifier.patients.list_import.address_headings import WhoseAddress, without_kind

# Compared without case, spaces and punctuation. Where a list has several columns for one thing that need not be unique
# (a given name, a calling name), the spelling named first wins, so each line goes from exact to loose.
# fmt: off
ALIASES: dict[str, tuple[str, ...]] = {
    "nhs_number": (
        "NHS number", "NHS no", "NHS num", "NHS", "NHS number formatted", "NHS identifier", "New NHS number",
    ),
    "title": ("Title", "Name prefix", "Prefix", "Salutation"),
    "given_name": (
        "Given name", "Given names", "First name", "First names", "Forename", "Forenames", "Forename(s)",
        "First name(s)", "Given name(s)", "Forename 1", "First forename", "Christian name", "Calling name",
        "Preferred name", "Known as",
    ),
    "family_name": ("Family name", "Surname", "Last name", "Current surname", "Second name"),
    "full_name": (
        "Full name", "Name", "Patient details", "Patient name", "Patient", "Full patient name", "Name of patient",
    ),
    "date_of_birth": ("Date of birth", "DOB", "D.O.B.", "Birth date", "Birthdate", "Date birth", "Born"),
    "premises": (
        "House name/Flat number", "House name", "House name/number", "Flat number", "Flat", "Building name",
        "Building", "House/Flat", "Premises",
    ),
    "house_number": ("House number", "House no", "Street number"),
    "street": (
        "Number and street", "Street", "Road", "Road name", "Street name", "Thoroughfare", "House number and street",
    ),
    "locality": ("Locality", "Village", "Suburb"),
    "town": ("Town", "Town/City", "City", "Post town"),
    "county": ("County",),
    "postcode": ("Postcode", "Post code", "Postal code", "Address postcode", "Post code/zip", "Zip"),
    "full_address": ("Full address", "Address", "Address (single line)", "Address block", "Complete address"),
    "mobile": (
        "Mobile telephone", "Mobile number", "Mobile phone", "Mobile", "Mobile no", "Mobile tel",
        "Mobile telephone number", "Mobile phone number", "Mobile telephone no", "Mob", "Cell phone",
        "Telephone mobile", "Tel mobile", "SMS number", "Contact mobile", "Preferred mobile", "Main mobile",
        "Telecom number", "Telephone (mobile)", "Phone (mobile)", "Mobile telecom", "Mobile contact number",
    ),
    "email": (
        "E-mail address", "Email address", "Email", "E-mail", "Home email", "Email home", "Personal email",
        "Email addr", "Preferred email", "Contact email",
    ),
    "deceased": (
        "Date of death", "Deceased date", "Death date", "Deceased", "DOD", "Is deceased", "Deceased flag",
        "Date deceased", "Died", "Date death", "Has died",
    ),
    "left": (
        "Deducted date", "Deduction date", "Date of deduction", "Date deducted", "Deregistration date",
        "Deregistered date", "Date left", "Left date", "Left practice", "Date of leaving", "Registration end date",
        "Date of deactivation", "Deactivated date", "Deactivation date",
        "End of registration", "Deducted", "Removed date", "Removal date",
    ),
    "status": (
        "Registration status", "Patient status", "Registration type",
        "Registered status",
    ),
    "sensitive": (
        "Sensitive flag", "Sensitive record", "Sensitive", "S flag", "Restricted", "PDS sensitive",
        "Restricted record", "Confidential flag", "Is sensitive", "Sensitive status", "Spine sensitive",
        "Is spine sensitive", "Is confidential", "Confidential patient", "Confidential patient flag",
        "Sensitive patient flag",
    ),
    "sms_consent": (
        "SMS consent", "Consent to SMS", "Consent to text", "Text consent", "SMS allowed", "SMS messaging consent",
        "Consent to text messages", "Text message consent", "SMS contact consent", "Consent for SMS",
        "Consent to SMS messages", "Consent to texts", "Consent to text messaging", "SMS ok", "Allow SMS",
    ),
    "email_consent": (
        "Email consent", "Consent to email", "E-mail consent", "Email allowed", "Email messaging consent",
        "Consent for email", "Consent to emails", "Consent to e-mail", "Email ok", "Allow email",
    ),
    "sms_dissent": (
        "SMS declined", "SMS dissent", "No SMS", "SMS opt out", "Opted out of SMS", "Dissent to SMS", "Declined SMS",
        "Text declined", "No texts", "Do not text", "SMS refused",
    ),
    "email_dissent": (
        "Email declined", "Email dissent", "No email", "Email opt out", "Opted out of email", "Dissent to email",
        "Declined email", "Do not email", "Email refused",
    ),
    "language": (
        "Main language", "First language", "Main spoken language", "Spoken language", "Language",
        "Preferred language", "First language spoken", "Main spoken", "Language spoken",
    ),
    "accessible_format": (
        "Accessible information", "Communication needs", "Accessible information standard", "AIS", "AIS needs",
        "Accessible format", "Communication requirements", "Information needs", "Accessible information needs",
        "Information and communication needs", "Preferred format",
    ),
    "on_repeats": (
        "Repeat medication", "On repeats", "On repeat", "Repeats", "On repeat medication", "Repeat templates",
        "Has repeat medication", "Number of repeats", "Repeat medicines",
    ),
    "code": (
        "Code", "Read code", "SNOMED code", "SNOMED CT code", "SNOMED CT concept ID", "SNOMED concept ID",
        "Concept ID", "SNOMED", "SNOMED CT", "CTV3 code", "CTV3", "Read v2 code", "Read v3 code", "Readcode",
        "Clinical code", "Event code", "Code value", "Coded entry", "Problem code", "SCR code", "SCR consent code",
        "Consent code", "Code ID", "Journal code", "Read code v2",
    ),
    "code_term": (
        "Code term", "Read code term", "Read term", "Term", "SNOMED term", "Rubric", "Code description",
        "Description", "Clinical term", "SNOMED CT term", "SNOMED description", "SCR consent", "SCR consent status",
        "Code name", "Event", "Read code description", "CTV3 term", "Term text",
    ),
    "code_date": (
        "Code date", "Read code date", "Date", "Date of code", "Event date", "Date recorded", "Recorded date",
        "Effective date", "Date of event", "Consultation date", "Entry date", "SCR consent date", "SNOMED date",
        "Date added", "SNOMED code date", "Coded date", "CTV3 code date", "Date of recording",
        "Consent date",
    ),
}
# fmt: on

CODE_FIELDS = ("code", "code_term", "code_date")
_NUMBERED_FIELDS = (*CODE_FIELDS, "mobile", "email")  # of which a list may have several: "Code 2", "Mobile 2"
ADDRESS_FIELDS = (
    *("premises", "house_number", "street", "locality", "town", "county", "postcode", "full_address"),
    *(f"address_{line}" for line in range(1, 10)),
)
_ADDRESS_LINE = re.compile(r"(?:full)?addr(?:ess)?(?:line)?([1-9])")
_BELONGING_TO = re.compile(r"\bpatient(['’]?s)?\b|\bclient(['’]?s)?\b", re.I)


class Meaning(NamedTuple):
    """What a heading stands for."""

    field: str  # a key of `ALIASES`, "address_1" to "address_9", or empty for a heading that means nothing to us
    place: int = 0  # of the spelling on its line of `ALIASES`
    kind: WhoseAddress = WhoseAddress.UNNAMED  # whose address a column of an address belongs to, if the heading says so

    @property
    def is_address_line(self) -> bool:
        """Whether it is one of the numbered lines of an address."""
        return self.field.startswith("address_")


_UNKNOWN = Meaning("")
_BY_HEADING: dict[str, Meaning] = {}


def plain_heading(text: str) -> str:
    """A heading without case, spaces and punctuation."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def heading_meaning(heading: str) -> Meaning:
    """What the heading stands for; some columns may be numbered ("Code 2"), and anything may be the patient's."""
    patients = _BELONGING_TO.sub("", heading)
    if known := _meaning(plain_heading(heading)) or _meaning(plain_heading(patients)):
        return known
    rest, kind = without_kind(patients)
    if kind is WhoseAddress.UNNAMED:
        return _UNKNOWN
    part = _meaning(plain_heading(rest)) or _UNKNOWN
    return part._replace(kind=kind) if part.field in ADDRESS_FIELDS else _UNKNOWN


def _meaning(plain: str) -> Meaning | None:
    if line := _ADDRESS_LINE.fullmatch(plain):
        return Meaning(f"address_{line[1]}")
    if plain in _BY_HEADING:
        return _BY_HEADING[plain]
    unnumbered = _BY_HEADING.get(plain.rstrip("0123456789"), _UNKNOWN)
    return unnumbered if unnumbered.field in _NUMBERED_FIELDS else None


_BY_HEADING.update(
    (plain_heading(spelling), Meaning(field, place))
    for field, spellings in ALIASES.items()
    for place, spelling in enumerate(spellings)
)
