"""Usage of the commands that set an installation up and look after it."""

import click
from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import ClinicalSystem, Role

_INIT = LazyCommand(
    "init",
    "setup_commands",
    Option(["--practice", "name"], default="", help="The practice's name as patients know it."),
    Option(
        ["--ods", "ods_code"], default="", help="Its ODS code, such as A81001; left out, of the practice that is there."
    ),
    Option(["--mistyped"], default="", help="The code that was given by mistake, if nothing was done under it."),
    Option(["--phone"], default="", help="The number that patients may call."),
    Option(["--address"], multiple=True, help="A line of its address; repeat it for each line."),
    Option(["--hours"], default="", help="When its phone is answered, as patients read it."),
    Option(["--email"], default="", help="Its address for patients' questions and complaints."),
    Option(
        ["--clinical-system"],
        type=click.Choice([system.value for system in ClinicalSystem]),
        help="Where it keeps its records: the lists to code by have that system's codes.",
    ),
    Option(["--privacy-url"], default="", help="Where its own privacy notice is; an https:// address."),
    usual.staff("Which manager changes what real patients read.", required=False, named="by_email"),
    about="""Make the instance folder, the key, the tables and the practice; safe to repeat, and after every upgrade.

    A second practice is refused: it needs an installation of its own. New details of the practice stand on the
    patients' pages at once; what is being prepared needs approving again.
    """,
)
_ROLES = click.Choice([role.value for role in Role])


def _by_manager() -> Option:
    return usual.staff("Which manager does it.", required=False, named="by_email")


_STAFF_ADD = LazyCommand(
    "staff add",
    "staff_commands",
    Argument(["email"]),
    Option(["--role"], type=_ROLES, required=True, help="What the person may do."),
    Option(["--name"], default="", help="As colleagues know the person."),
    Option(["--password-stdin"], is_flag=True, help="Read the person's new password from standard input."),
    _by_manager(),
    about="""Add a person, or a further role or a new password for one who is there.

    Once real patients are on record a manager does it, with --staff, or for a new password the person themself.
    """,
)
_STAFF_LIST = LazyCommand(
    "staff list",
    "staff_commands",
    usual.as_json(),
    about="Say everybody who has an account or had one: their roles, whether it is open, whether they can sign in.",
)
_STAFF_CLOSE = LazyCommand(
    "staff close",
    "staff_commands",
    Argument(["email"]),
    Option(["--role"], type=_ROLES, help="Take this role away, and leave the account open."),
    _by_manager(),
    about="""Close an account: nobody signs in with it or acts as it from now on.

    The last manager's and the last approver's stay open.
    """,
)
_STAFF_OPEN = LazyCommand(
    "staff open",
    "staff_commands",
    Argument(["email"]),
    _by_manager(),
    about="Open a closed account again, with the roles and the password that it had.",
)
_STAFF_INVITE = LazyCommand(
    "staff invite",
    "staff_commands",
    Argument(["email"]),
    Option(["--role", "roles"], type=_ROLES, required=True, multiple=True, help="What they may do; repeat it."),
    Option(["--name"], required=True, help="As colleagues know the person."),
    _by_manager(),
    about="Open an account for somebody new, and print the link with which they choose a password: once, for 3 days.",
)
_STAFF_RESET = LazyCommand(
    "staff reset",
    "staff_commands",
    Argument(["email"]),
    _by_manager(),
    about="""Print a link with which somebody chooses a new password: once, within an hour.

    Whoever has not chosen one yet gets their invitation anew, for 3 days. A link that was made before ends.
    """,
)
_STAFF_RESET_FACTORS = LazyCommand(
    "staff reset-factors",
    "staff_commands",
    Argument(["email"]),
    _by_manager(),
    about="""Remove the second factors of somebody who lost phone and recovery codes; they set a new one up.

    With --staff a manager does it for a colleague. Without, whoever lost them does it themself, on the machine that
    holds the installation and with their own password, where no other manager is left to do it.
    """,
)
_STAFF_SESSIONS = LazyCommand(
    "staff sessions",
    "staff_commands",
    Argument(["email"]),
    Option(["--end"], is_flag=True, help="Sign them out everywhere, here and at the command line."),
    usual.as_json(),
    _by_manager(),
    about="Say where somebody is signed in to the pages: browser, network, since when, last used.",
)
_SIGN_IN = LazyCommand(
    "sign-in",
    "staff_commands",
    Argument(["email"]),
    Option(["--password-stdin"], is_flag=True, help="Read password, and code on a second line, from standard input."),
    Option(
        ["--hours"],
        type=click.IntRange(1, 24),
        default=8,
        show_default=True,
        help="For how long, unless you sign out before.",
    ),
    about="""Prove who you are, and be taken for it at this command line for some hours.

    Give your password, and a code of your app or a recovery code if you have a second factor; with real patients on
    record managers and approvers need one. A passkey cannot be used here.

    With real patients on record --staff needs this, or your password with each command. What proves it is kept in a
    file that your account on this machine alone can read, in TOKEN_FOLDER.
    """,
)
_SIGN_OUT = LazyCommand(
    "sign-out",
    "staff_commands",
    Argument(["email"]),
    about="End it before its time. So does a new password, a closed account, and a role that is taken away.",
)
_AUDIT_VERIFY = LazyCommand(
    "audit verify",
    "setup_commands",
    about="Check that no event was changed, removed or inserted, and no frozen set either.",
)
_AUDIT_LIST = LazyCommand(
    "audit list",
    "setup_commands",
    Option(["--campaign", "campaign_id"], type=int, help="Of one campaign alone."),
    Option(["--last"], type=click.IntRange(min=1), default=50, show_default=True, help="How many, at most."),
    about="Say the latest events, a line for each: number, time in London, campaign, what was done by whom.",
)
_DOCTOR = LazyCommand(
    "doctor",
    "doctor_command",
    usual.as_json("One object on standard output."),
    about="Look at settings, database, queue, clock, providers and addresses, and say what to do about each fault.",
)
_PURGE = LazyCommand(
    "purge",
    "purge_command",
    Option(["--yes"], is_flag=True, help="Forget it."),
    Option(["--certificate"], type=usual.OUTPUT_FILE, help="Where the certificate of it is written, as JSON and text."),
    usual.staff("Which manager has it done.", required=False),
    about="""Say what would be forgotten, for each table how many rows, since when and why; with --yes, forget it.

    What a campaign has of patients is forgotten RETENTION_DAYS after it ended, and the patients when that is so of
    every campaign of their practice. A worker does it each day where PURGE_AUTOMATICALLY says so.
    """,
)
_CERTIFICATE = LazyCommand(
    "certificate",
    "purge_command",
    Argument(["forgetting_id"], type=int, required=False, metavar="[ID]"),
    Option(["--out"], type=usual.OUTPUT_FILE, help="Write it there, as JSON and text."),
    about="List the certificates of what was forgotten; of one, print it, or write it to a file.",
)
_BACKUP = LazyCommand(
    "backup",
    "backup_commands",
    Argument(["file"], type=usual.OUTPUT_FILE),
    Option(["--key-out"], type=usual.OUTPUT_FILE, help="The first time: where the private key is written, once."),
    Option(["--new-key"], is_flag=True, help="Make another key pair, for this backup and those to come."),
    about="""Write one encrypted file with everything that a lost machine would take away, while it is in use.

    That is the database, the key of the links, the settings, the calls that wait to be read and what print runs were.
    Only the private key opens it, which stays nowhere but in the file of --key-out: keep it apart from the backups. A
    practice of invented patients has it beside the first backup. What was written is read back before it counts.
    """,
)
_RESTORE = LazyCommand(
    "restore",
    "backup_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    Option(["--key"], type=usual.INPUT_FILE, required=True, help="The private key, as --key-out wrote it."),
    Option(["--check"], is_flag=True, help="Only look whether all of it is there and the key opens it."),
    about="""Bring a backup back into an empty database, SQLite or PostgreSQL, and an instance folder without a key.

    What may have gone out since the backup is unknown from then on, and told to nobody again until the providers, their
    reports or a person say. No machine sends until `notifier machine --take-over`.
    """,
)

COMMANDS = (
    _INIT,
    Group(
        "staff",
        help="The people who sign in.",
        commands=[
            *(_STAFF_ADD, _STAFF_INVITE, _STAFF_RESET, _STAFF_RESET_FACTORS, _STAFF_LIST),
            *(_STAFF_SESSIONS, _STAFF_CLOSE, _STAFF_OPEN),
        ],
    ),
    _SIGN_IN,
    _SIGN_OUT,
    Group("audit", help="The chain of who did what.", commands=[_AUDIT_VERIFY, _AUDIT_LIST]),
    _DOCTOR,
    _BACKUP,
    _RESTORE,
    _PURGE,
    _CERTIFICATE,
)
