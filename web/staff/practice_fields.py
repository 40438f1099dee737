"""What a practice is asked about itself, in the groups in which a person thinks of it."""

from notifier.practice.practices import SAMPLE_REACH
from notifier.vocabulary import ClinicalSystem
from web.labels import label_of
from web.staff.form_fields import FormField

PRACTICE = (
    FormField("name", "Name of the practice", "As patients know it. It stands on every text, email and letter."),
    FormField(
        "ods_code",
        "ODS code",
        "A letter and five digits, such as A81001. It stands on prescriptions and in the clinical system.",
        classes="nhsuk-input--width-10",
    ),
    FormField("address", "Address", "Each line on its own, the postcode last.", "lines"),
    FormField(
        "phone", "Telephone number that patients call", kind="tel", classes="nhsuk-input--width-20", autocomplete="tel"
    ),
)
REACH = (
    FormField("hours", "When the telephone is answered", f"In one line, such as: {SAMPLE_REACH.hours}"),
    FormField(
        "email",
        "Email address for patients (optional)",
        "For help, other formats and complaints. Patients see it.",
        "email",
    ),
    FormField(
        "privacy_url",
        "Address of your privacy notice (optional)",
        "On your own website. It begins with https://",
        "url",
    ),
)
RECORDS = (
    FormField(
        "clinical_system",
        "Where do you keep your patients’ records?",
        "It decides in which form the list and the codes are read and written.",
        "choice",
        tuple((system.value, label_of(system), "") for system in ClinicalSystem),
    ),
    FormField(
        "envelope",
        "What do letters go into?",
        "It decides where the address stands in the window.",
        "choice",
        (
            ("printer", "A printing company sees to it", "It prints the address where its own envelopes need it."),
            ("c5", "C5 window envelopes", "Half a sheet: A4 folded once."),
            ("dl", "DL window envelopes", "A third of a sheet: A4 folded twice."),
        ),
    ),
)
MANAGER = (
    FormField("manager_name", "Your name", "Colleagues see it beside what you do.", autocomplete="name"),
    FormField("manager_email", "Your work email address", "You sign in with it.", "email", autocomplete="email"),
)
PASSWORD = (
    FormField(
        "password",
        "Choose a password",
        "At least 12 characters. Three random words do well. Use it nowhere else.",
        "secret",
        autocomplete="new-password",
    ),
    FormField("password_again", "The same password again", kind="secret", autocomplete="new-password"),
)
