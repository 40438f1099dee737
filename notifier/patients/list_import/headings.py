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
        "NHS number (10 digits)", "NHS ID", "National Health Service number", "NHSNo",
    ),
    "title": ("Title", "Name prefix", "Prefix", "Salutation"),
    "given_name": (
        "Given name", "Given names", "First name", "First names", "Forename", "Forenames", "Forename(s)",
        "First name(s)", "Given name(s)", "Forename 1", "First forename", "Christian name", "Calling name",
        "Preferred name", "Known as",
        "Given name 1", "First given name", "First name 1", "Forename(s) 1", "Usual forename",
    ),
    "family_name": ("Family name", "Surname", "Last name", "Current surname", "Second name"),
    "full_name": (
        "Full name", "Name", "Patient details", "Patient name", "Patient", "Full patient name", "Name of patient",
        "Legal surname", "Surname/family name", "Family name/surname", "Last name/surname",
    ),
    "date_of_birth": ("Date of birth", "DOB", "D.O.B.", "Birth date", "Birthdate", "Date birth", "Born"),
    "premises": (
        "House name/Flat number", "House name", "House name/number", "Flat number", "Flat", "Building name",
        "Building", "House/Flat", "Premises",
        "Date of birth (dd/mm/yyyy)", "DOB (dd/mm/yyyy)", "Birth date (dd/mm/yyyy)",
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
        "Verified mobile", "Verified mobile number",
        "Phone mobile", "Mobile phone no", "Contact mobile number", "Mobile/SMS number",
    ),
    "email": (
        "E-mail address", "Email address", "Email", "E-mail", "Home email", "Email home", "Personal email",
        "Email addr", "Preferred email", "Contact email", "Email address home", "Contact email address",
    ),
    "kind_of_phone": (
        "Contact type", "Telecom type", "Telephone type", "Phone type", "Number type", "Contact number type",
        "Type of contact", "Telecom use",
    ),
    "kind_of_address": ("Address type", "Type of address", "Address use"),
    "deceased": (
        "Date of death", "Deceased date", "Death date", "Deceased", "DOD", "Is deceased", "Deceased flag",
        "Date deceased", "Died", "Date death", "Has died",
        "Dead", "Death", "Is dead", "Deceased status", "Deceased indicator", "Death indicator", "Deceased Y/N",
        "Date of death (if deceased)", "Death status", "RIP",
    ),
    "left": (
        "Deducted date", "Deduction date", "Date of deduction", "Date deducted", "Deregistration date",
        "Deregistered date", "Date left", "Left date", "Left practice", "Date of leaving", "Registration end date",
        "Date of deactivation", "Deactivated date", "Deactivation date", "Deleted",
        "Is deleted", "Record deleted",
        "End of registration", "Deducted", "Removed date", "Removal date",
        "Deregistered", "Date deregistered", "De-registration date", "Date removed", "Removed", "Date of removal",
        "Leaving date", "Has left", "Left", "Deducted flag", "Deducted on", "Deregistered on", "Registration end",
        "Registration to date", "Registered to", "Registered until", "GMS end date", "Transferred out",
        "Date transferred out", "Date of deregistration",
    ),
    "status": (
        "Registration status", "Patient status", "Registration type", "Status", "Patient type",
        "Patient type description", "Registration type description", "Type of registration",
        "Patient registration type",
        "Registered status",
        "Current registration status", "GP registration status", "GMS registration status", "GMS status",
        "Registered", "Is registered", "Currently registered", "Registration state",
        "Current status of registration", "Is active", "Active patient", "Active",
    ),
    "test_patient": (
        "Test patient", "Is test patient", "Test patient flag", "Dummy type", "Dummy patient", "Is dummy patient",
        "Dummy patient flag",
    ),
    "sensitive": (
        "Sensitive flag", "Sensitive record", "Sensitive", "S flag", "Restricted", "PDS sensitive",
        "Restricted record", "Confidential flag", "Is sensitive", "Sensitive status", "Spine sensitive",
        "Is spine sensitive", "Is confidential", "Confidential patient", "Confidential patient flag",
        "Sensitive patient flag",
        "Sensitivity", "PDS sensitivity", "Restricted flag", "Restricted access", "Access restricted",
        "Confidentiality", "Confidentiality code", "Demographics sensitive", "PDS restricted",
        "Sensitive demographics", "Record restricted",
    ),
    "sms_consent": (
        "SMS consent", "Consent to SMS", "Consent to text", "Text consent", "SMS allowed", "SMS messaging consent",
        "Consent to text messages", "Text message consent", "SMS contact consent", "Consent for SMS",
        "Consent to SMS messages", "Consent to texts", "Consent to text messaging", "SMS ok", "Allow SMS",
        "Consents to SMS", "Consents to texts", "Consents to text messages", "Consented to SMS", "SMS consented",
        "Text messaging consent", "Text messages allowed", "Texting consent", "SMS permission",
        "Permission to text", "Consent to contact by SMS", "Consent to contact via SMS",
        "Consent to contact by text", "Consent to contact via text message", "Mobile consent",
        "SMS consent status", "Receives SMS", "SMS opt in", "Opted in to SMS", "Can text", "Can we text",
        "May be texted",
    ),
    "email_consent": (
        "Email consent", "Consent to email", "E-mail consent", "Email allowed", "Email messaging consent",
        "Consent for email", "Consent to emails", "Consent to e-mail", "Email ok", "Allow email",
        "Consents to email", "Consented to email", "Consents to e-mail", "Email consented", "Permission to email",
        "Consent to contact by email", "Consent to contact via email", "Email consent status", "Email opt in",
        "Opted in to email", "Can email", "May be emailed",
    ),
    "sms_dissent": (
        "SMS declined", "SMS dissent", "No SMS", "SMS opt out", "Opted out of SMS", "Dissent to SMS", "Declined SMS",
        "Text declined", "No texts", "Do not text", "SMS refused",
        "Opt out of SMS", "Opted out SMS", "Opt out of texts", "Opted out of texts", "SMS opted out", "SMS stop",
        "SMS suppressed", "SMS dissented", "Dissents to SMS", "Declines SMS", "Declines texts", "No text messages",
        "No SMS messages", "Do not SMS", "Do not send SMS", "SMS blocked", "Refuses SMS", "Text opt out",
        "Texts declined",
    ),
    "email_dissent": (
        "Email declined", "Email dissent", "No email", "Email opt out", "Opted out of email", "Dissent to email",
        "Declined email", "Do not email", "Email refused",
        "Opt out of email", "Opted out email", "Email opted out", "Email suppressed", "Dissents to email",
        "Declines email", "No emails", "Do not send email", "Refuses email",
    ),
    "contact_consent": (
        "Messaging consent", "Consent to messaging", "Consent to contact", "Contact consent", "Electronic consent",
        "Consent to electronic communication", "Consent to electronic messages", "Consent to digital communication",
        "Communication consent", "Consent to communication", "SMS/email consent", "SMS and email consent",
        "Consent to SMS and email", "Consent to SMS/email", "Okay to contact", "OK to contact",
    ),
    "contact_dissent": (
        "Do not contact", "No contact", "Messaging opt out", "Opted out of messaging", "Messaging declined",
        "No electronic communication", "Contact opt out", "Opted out of contact",
    ),
    "contact_preference": (
        "Preferred contact method", "Preferred method of contact", "Contact preference", "Preferred contact",
        "Preferred communication method", "Preferred method of communication", "Communication preference",
        "Contact method", "Preferred contact type", "Contact preferences", "Preferred means of contact",
    ),
    "language": (
        "Main language", "First language", "Main spoken language", "Spoken language", "Language",
        "Preferred language", "First language spoken", "Main spoken", "Language spoken",
        "Interpreter language", "Main language spoken", "Spoken language (main)",
    ),
    "accessible_format": (
        "Accessible information", "Communication needs", "Accessible information standard", "AIS", "AIS needs",
        "Accessible format", "Communication requirements", "Information needs", "Accessible information needs",
        "Information and communication needs", "Preferred format",
        "Accessible information needs (AIS)", "Accessibility needs", "Communication support needs",
        "Information format",
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
        "SNOMED code ID", "SNOMED concept", "SCTID", "Clinical codes", "Read codes", "SNOMED CT code ID",
        "Problem SNOMED code", "CTV3 Read code", "Code (SNOMED)", "Code (Read)", "SNOMED CT identifier",
    ),
    "code_term": (
        "Code term", "Read code term", "Read term", "Term", "SNOMED term", "Rubric", "Code description",
        "Description", "Clinical term", "SNOMED CT term", "SNOMED description", "SCR consent", "SCR consent status",
        "Code name", "Event", "Read code description", "CTV3 term", "Term text",
        "Preferred term", "Coded term", "Clinical code term", "Code term description", "Event description",
        "Problem", "Problem description", "Problem term",
        "SCR consent preference", "SCR preference", "SCR status",
        "Read code term description",
    ),
    "code_date": (
        "Code date", "Read code date", "Date", "Date of code", "Event date", "Date recorded", "Recorded date",
        "Effective date", "Date of event", "Consultation date", "Entry date", "SCR consent date", "SNOMED date",
        "Date added", "SNOMED code date", "Coded date", "CTV3 code date", "Date of recording",
        "Consent date",
        "SCR consent date recorded", "Date of consent", "Consent recorded date", "Date coded",
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


# What a heading is about, what it says of it, and what makes it another thing. The spellings above go first.
_SMS = r"\b(?:sms|texts?|texting|text messag\w*)\b"
_EMAIL = r"\be-?mails?\b"
_GRANTS = r"\b(?:consent\w*|allow\w*|permi\w*|agree\w*|opt(?:ed|s)?[ -]?in|accept\w*|happy)\b"
_REFUSES = r"\b(?:dissent\w*|declin\w*|refus\w*|opt(?:ed|s)?[ -]?out|no|not|withdr\w*|objects?|objection)\b"
_ASIDE = r"\b(?:date|when|time|by|who|code|term|reason|source|id|place|cause|type|method|number|no of|count|notes?)\b"
_PATTERNS = tuple(
    (field, tuple(re.compile(one, re.I) for one in wanted), re.compile("|".join(unwanted), re.I))
    for field, wanted, unwanted in (
        ("sms_dissent", (_SMS, _REFUSES), (_ASIDE, _EMAIL)),
        ("sms_consent", (_SMS, _GRANTS), (_ASIDE, _EMAIL)),
        ("email_dissent", (_EMAIL, _REFUSES), (_ASIDE, _SMS)),
        ("email_consent", (_EMAIL, _GRANTS), (_ASIDE, _SMS)),
        ("contact_dissent", (_SMS, _EMAIL, _REFUSES), (_ASIDE,)),
        ("contact_consent", (_SMS, _EMAIL, _GRANTS), (_ASIDE,)),
        ("deceased", (r"\b(?:deceased|date of death|death date|died)\b",), (_ASIDE.replace("date|", ""), r"\bkin\b")),
        ("left", (r"\b(?:deduct\w*|de-?regist\w*)\b",), (_ASIDE.replace("date|", ""),)),
        ("sensitive", (r"\b(?:sensitive|s[- ]flag|restricted)\b",), (_ASIDE,)),
    )
)


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
_LAST = 1_000  # place behind every spelling
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
    if kind is not WhoseAddress.UNNAMED:
        part = _meaning(plain_heading(rest)) or _UNKNOWN
        if part.field in ADDRESS_FIELDS:
            return part._replace(kind=kind)
    return _by_pattern(patients.replace("_", " "))


def _by_pattern(heading: str) -> Meaning:
    for field, wanted, unwanted in _PATTERNS:
        if all(one.search(heading) for one in wanted) and not unwanted.search(heading):
            return Meaning(field, _LAST)
    return _UNKNOWN


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
