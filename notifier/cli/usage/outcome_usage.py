"""Usage of the commands about what follows: outcomes, the lists for the clinical system, and the evidence."""

from click import Argument, Group, IntRange, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual

_OUTCOMES = LazyCommand(
    "outcomes",
    "outcome_commands",
    usual.campaign_id(),
    usual.as_json(),
    Option(["--at"], help="The moment to judge at, past or to come, from what was known by then; now if left out."),
    about="What follows for each patient, and why.",
)
_EXPORT = LazyCommand(
    "export",
    "outcome_commands",
    usual.campaign_id(),
    usual.output_folder(),
    Option(["--batch-size"], type=IntRange(min=1), help="Write who may be coded in numbered files of so many."),
    usual.staff(),
    about="""Write the lists for the clinical system from the frozen set: who may be coded, with which code, who may
    not, who keeps it, and whose code has to come off. Files of an earlier export in the folder are removed.""",
)
_RECONCILE_CODES = LazyCommand(
    "reconcile-codes",
    "code_check_commands",
    usual.campaign_id(),
    Argument(["file"], type=usual.INPUT_FILE),
    usual.staff("Who compares: a manager."),
    usual.as_json(),
    about="""Compare an export made after the coding with what was frozen and learned since, and keep what it shows.

    Whatever was imported since, it says who has the code and may not, with whom to call; who is still to be coded; who
    is not in the export; who has the code and is in no frozen set; and what cannot be read. Each is a task. Ends with 1
    until nothing is found, and then the audit chain says so.
    """,
)
_PACK = LazyCommand(
    "evidence pack",
    "outcome_commands",
    usual.campaign_id(),
    usual.output_file(),
    Option(["--redacted"], is_flag=True, help="Without any row about a patient."),
    about="Write what an outsider needs to check what was done.",
)
_VERIFY = LazyCommand(
    "evidence verify",
    "outcome_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    about="Check a pack, and derive every outcome and count again from its facts.",
)
_VERIFIER = LazyCommand(
    "evidence verifier",
    "outcome_commands",
    about="Write the program that checks a pack without this product: `notifier evidence verifier > verify.py`.",
)

_REPORT = LazyCommand(
    "evidence report",
    "report_command",
    usual.campaign_id(),
    usual.output_file(),
    about="""Write what was done as a PDF for a regulator: what was proposed, who decided, the words, the timetable, how
    surely patients were told, what they answered, what went wrong, and a statement to sign. It names no patient.
    """,
)
_KEY = LazyCommand(
    "evidence key",
    "signature_commands",
    usual.as_json(),
    about="""Say with which key the practice's record is signed, and what was signed and stamped last.

    Note the key outside this computer: whoever checks a pack compares it.
    """,
)
_TRANSFER_LETTER = LazyCommand(
    "transfer-letter",
    "transfer_command",
    usual.campaign_id(),
    Option(["--nhs-number"], required=True, help="Whose record moves."),
    usual.output_file(),
    usual.staff(),
    about="""Write a letter to the practice to which a coded or keeping patient moves: what was proposed, told, answered
    and added, and how it is undone.""",
)

_DISCLOSE = LazyCommand(
    "disclose",
    "disclose_command",
    Option(["--nhs-number"], required=True, help="Whose everything it is."),
    Option(
        ["--out"],
        type=usual.OUTPUT_PATH,
        required=True,
        help="An empty folder to write into, or a file that ends in .zip.",
    ),
    usual.staff("Who makes the copy: a manager."),
    about="""Write everything on record about one patient, for a subject access request: as pages and as JSON, with
    pictures of slips and letters beside them. That it was made is put on record. Other people are left out.""",
)

COMMANDS = (
    _OUTCOMES,
    _EXPORT,
    _TRANSFER_LETTER,
    _DISCLOSE,
    _RECONCILE_CODES,
    Group(
        "evidence",
        help="The evidence pack, and the key that signs.",
        commands=[_PACK, _VERIFY, _VERIFIER, _REPORT, _KEY],
    ),
)
