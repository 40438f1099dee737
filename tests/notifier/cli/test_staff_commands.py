"""Who acts at the command line proves who they are, as soon as one real patient is on record; and staff accounts."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

import notifier.cli
from notifier import settings
from notifier.cli import program
from notifier.cli.installation import Installation
from notifier.errors import NotAllowed
from notifier.patients.access_codes import Keys
from notifier.patients.samples import write_sample
from notifier.practice import account_links, accounts, second_factors, sign_ins
from notifier.practice.sign_ins import SignInLimits, Visit
from notifier.store import audit
from notifier.store.instance_keys import master_key
from notifier.store.tables import CodeApp, Passkey, Patient, RecoveryCode
from notifier.vocabulary import ProofKind
from tests.journeys.driver import APPROVER, MANAGER, PASSWORD, RECEPTION, Practice
from tests.notifier.cli.test_usage import COMMANDS
from tests.second_factors import sheet_of
from tests.snapshots import Snapshots
from tests.world import rows_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ISSUED = "4000000004"  # invented, in the range that is issued: one such makes the patients real ones
NO_PROOF = "an address alone proves nobody"


class RealPractice(Practice):
    """A practice with a real patient; its clock is handed in, for the setting NOW is refused with real patients.

    Manager and approver have sheets of recovery codes.
    """

    sheets: dict[str, list[str]]

    def proof(self, email: str, password: str = PASSWORD) -> str:
        """What somebody types who signs in: the password, and a code where they need one."""
        codes = self.sheets.get(email)
        return f"{password}\n{codes.pop()}\n" if codes else f"{password}\n"

    def invoke(self, *words: object, given: str = "") -> Result:
        """Run a command, whatever comes of it."""
        environment = {name: value for name, value in self.environment.items() if name != "NOTIFIER_NOW"}
        installation = Installation(settings.load_settings(environment))
        now = self.now
        installation.clock = lambda: now
        return CliRunner().invoke(program, [str(word) for word in words], input=given, obj=installation)

    def run(self, *words: object, given: str = "", status: int = 0) -> str:
        """Run a command, insist on its exit status, and return what it said to people."""
        done = self.invoke(*words, given=given)
        assert done.exit_code == status, f"{words}: {done.exit_code}\n{done.output}\n{done.exc_info}"
        return done.output

    def token(self, email: str) -> Path:
        """The file of the token with which somebody is signed in."""
        return self.folder / "tokens" / f"Y99999-{email}"

    def events(self) -> list[tuple[str, int | None]]:
        """The audit chain: what was done, and the id of who did it."""
        database = self.open_database()
        with database.reading() as session:
            found = [(event.action, event.staff_id) for event in audit.events(session)]
        database.close()
        return found


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice with a draft for invented patients."""
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    path = tmp_path / "list.csv"
    write_sample(path, 5, 2, "systmone", NOW.date())
    made.draft(path)
    return made


@pytest.fixture
def real(practice: Practice) -> RealPractice:
    """The same practice, where one of the patients is real."""
    database = practice.open_database()
    with database.writing() as session:
        rows_of(session, Patient)[0].nhs_number = ISSUED
        people = {email: accounts.account_by_email(session, email) for email in (MANAGER, APPROVER)}
    made = RealPractice(practice.folder, practice.database_url, NOW, practice.extra)
    keys = Keys.derive(master_key(practice.folder / "instance"))
    made.sheets = {email: sheet_of(database, keys, person, NOW) for email, person in people.items()}
    database.close()
    return made


# --- a proof, and for every command ---

# What each command that somebody acts with needs besides what its usage requires, to come as far as asking who it is.
_FURTHER = {
    **{command: ["--went"] for command in ("campaign settle", "campaign settle-restored")},
    "display": ["poster", "--up", "2026-11-23"],
    "returned": ["ABC", "--because", "gone_away"],
    "machine": ["--take-over"],
    "purge": ["--yes"],
    "init": ["--phone", "01632 960111"],
}
ACTING = sorted(
    words for words, command in COMMANDS.items() if any("--staff" in param.opts for param in command.params)
)


@pytest.mark.parametrize("words", ACTING)
def test_with_real_patients_an_address_alone_does_nothing(real: RealPractice, words: str) -> None:
    before = real.events()
    refused = real.run(*words.split(), *typed(words, real.folder), "--staff", MANAGER, status=1)
    assert NO_PROOF in refused
    assert f"notifier sign-in {MANAGER}" in refused
    assert real.events() == before


def typed(words: str, folder: Path) -> list[str]:
    """What can be typed for a command's parameters that have to be given, and for those it needs besides."""
    given: list[str] = []
    for param in COMMANDS[words].params:
        if not param.required or "--staff" in param.opts:
            continue
        value = _value(param, folder)
        given += [value] if isinstance(param, click.Argument) else [param.opts[0], value]
    return given + _FURTHER.get(words, [])


def _value(param: click.Parameter, folder: Path) -> str:
    match param.type:
        case click.Choice():
            return str(param.type.choices[0])
        case click.Path():
            return str(folder / ("list.csv" if param.type.exists else "out"))
        case click.types.IntParamType():
            return "1"
    return {"part": "sms", "channel": "sms", "email": RECEPTION}.get(str(param.name), "1")


def test_who_acts_is_asked_in_one_place() -> None:
    folder = Path(notifier.cli.__file__).parent
    asking = {path.name for path in folder.glob("*.py") if "account_by_email" in path.read_text(encoding="utf-8")}
    assert asking == {"installation.py", "staff_commands.py", "sample_practice.py"}


# --- the token ---


def test_one_shell_account_does_not_act_as_two_people_without_both_proofs(real: RealPractice) -> None:
    signed_in(real, MANAGER)
    real.run("campaign", "preview", 1, "--no-kit", "--staff", MANAGER)
    for words in (("approve", 1, "--sign-off", "x"), ("launch", 1)):
        assert NO_PROOF in real.run("campaign", *words, "--staff", APPROVER, status=1)
    real.token(MANAGER).rename(real.token(APPROVER))
    assert NO_PROOF in real.run("campaign", "launch", 1, "--staff", APPROVER, status=1), "another's token is no proof"
    signed_in(real, APPROVER)
    refused = real.run("campaign", "launch", 1, "--staff", APPROVER, status=1)
    assert NO_PROOF not in refused, "the proof is enough: what is wrong now is the campaign's"
    assert NO_PROOF in real.run("campaign", "cancel", 1, "--staff", MANAGER, status=1)


def test_a_token_ends_by_itself_and_by_signing_out(real: RealPractice) -> None:
    signed_in(real, MANAGER, "--hours", 2)
    real.now = NOW + timedelta(hours=1, minutes=59)
    cancel = ("campaign", "cancel", 1, "--staff", MANAGER)
    text = ("campaign", "text", 1, "sms", "--file", real.folder / "list.csv", "--staff", MANAGER)
    real.run(*text)
    real.now = NOW + timedelta(hours=2)
    assert NO_PROOF in real.run(*cancel, status=1)
    signed_in(real, MANAGER)
    real.run("sign-out", MANAGER)
    assert not real.token(MANAGER).exists()
    assert NO_PROOF in real.run(*cancel, status=1)
    assert "is not signed in here" in real.run("sign-out", MANAGER, status=1)
    signed_in(real, MANAGER)
    real.run(*cancel)
    assert [action for action, _ in real.events()][-4:] == [
        *("staff.signed_in", "staff.signed_out", "staff.signed_in", "campaign.cancelled")
    ]


def test_the_file_of_a_token_is_its_persons_alone(real: RealPractice) -> None:
    signed_in(real, MANAGER)
    file = real.token(MANAGER)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    cancel = ("campaign", "cancel", 1, "--staff", MANAGER)
    for mode in (0o640, 0o604, 0o660):
        file.chmod(mode)
        refused = real.run(*cancel, status=1)
        assert "is not of your account alone (mode 600)" in refused
        assert str(file) in refused
    real.run("sign-out", MANAGER)
    signed_in(real, MANAGER)
    elsewhere = file.rename(real.folder / "elsewhere")
    file.symlink_to(elsewhere)
    assert "cannot be read" in real.run(*cancel, status=1)
    file.unlink()
    elsewhere.rename(file)
    real.run(*cancel)


def test_a_new_password_and_a_closed_account_end_a_token(real: RealPractice) -> None:
    for email in (MANAGER, APPROVER):
        signed_in(real, email)
    add = ("staff", "add", APPROVER, "--role", "approver", "--password-stdin", "--staff")
    real.run(*add, MANAGER, given="three other words\n")
    launch = ("campaign", "launch", 1, "--staff", APPROVER)
    assert NO_PROOF in real.run(*launch, status=1)
    real.run("sign-in", APPROVER, "--password-stdin", given=real.proof(APPROVER, "three other words"))
    assert "is the last approver" in real.run("staff", "close", APPROVER, "--staff", MANAGER, status=1)
    real.run("staff", "add", MANAGER, "--role", "approver", "--staff", MANAGER)
    real.run("staff", "close", APPROVER, "--staff", MANAGER)
    assert f"no member of staff has the address {APPROVER}" in real.run(*launch, status=1)
    real.run("staff", "open", APPROVER, "--staff", MANAGER)
    assert NO_PROOF in real.run(*launch, status=1)


# --- the password itself ---


def test_a_password_with_the_command_is_a_proof_and_a_wrong_one_none(real: RealPractice) -> None:
    cancel = ("campaign", "cancel", 1, "--staff", MANAGER, "--password-stdin")
    assert f"this is not the password of {MANAGER}" in real.run(*cancel, given="some other words\n", status=1)
    assert "is not the password" in real.run(*cancel, status=1), "nothing on standard input is no password"
    assert "has a second factor" in real.run(*cancel, given=f"{PASSWORD}\n", status=1)
    assert "this code is not right" in real.run(*cancel, given=f"{PASSWORD}\n123456\n", status=1)
    real.run(*cancel, given=real.proof(MANAGER))
    assert not real.token(MANAGER).exists()


def test_a_password_is_asked_for_at_a_terminal(real: RealPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _stream: True)
    cancel = ("campaign", "cancel", 1, "--staff", MANAGER)
    assert f"Password of {MANAGER}" in real.run(*cancel, given="some other words\n", status=1)
    done = real.run(*cancel, given=real.proof(MANAGER))
    assert PASSWORD not in done
    assert f"Code of {MANAGER}" in done


def test_guessing_grows_slow_and_a_token_that_stands_goes_on(real: RealPractice) -> None:
    signed_in(real, MANAGER)
    sign_in = ("sign-in", MANAGER, "--password-stdin")
    for _ in range(5):
        assert "is not the password" in real.run(*sign_in, given="some other words\n", status=1)
    assert "try again in 1 min" in real.run(*sign_in, given=f"{PASSWORD}\n", status=1)
    real.run("campaign", "cancel", 1, "--staff", MANAGER)
    real.now = NOW + timedelta(minutes=1)
    real.run(*sign_in, given=real.proof(MANAGER))


def test_with_real_patients_who_has_no_second_factor_is_told_where_to_set_one_up(real: RealPractice) -> None:
    signed_in(real, MANAGER)
    database = real.open_database()
    with database.writing() as session:
        manager = accounts.account_by_email(session, MANAGER)
        second_factors.reset_factors(session, APPROVER, manager, NOW)
        session.execute(delete(CodeApp))
        session.execute(delete(RecoveryCode))
        made = {"credential": "c", "public_key": b"k", "sign_count": 0, "site": "s", "device": "d", "added_at": NOW}
        session.add(Passkey(staff_id=manager.id, **made))
    for email, says in ((APPROVER, "needs a second factor"), (MANAGER, "a passkey cannot be used at a command line")):
        refused = real.run("sign-in", email, "--password-stdin", given=f"{PASSWORD}\n", status=1)
        assert says in refused
        assert "https://surgery.example.com/staff/" in refused
    with database.writing() as session:
        session.execute(delete(Passkey))
    database.close()
    cancel = ("campaign", "cancel", 1, "--staff", MANAGER)
    assert NO_PROOF in real.run(*cancel, status=1), "a token of when they could go without proves nothing either"


def test_signing_in_without_a_terminal_says_how(real: RealPractice) -> None:
    assert "add --password-stdin" in real.run("sign-in", MANAGER, status=1)
    real.run("staff", "add", "new@example.com", "--role", "auditor", "--staff", MANAGER, status=1)
    signed_in(real, MANAGER)
    real.run("staff", "add", "new@example.com", "--role", "auditor", "--staff", MANAGER)
    refused = real.run("sign-in", "new@example.com", "--password-stdin", given="some other words\n", status=1)
    assert "has no password yet" in refused


# --- accounts ---


def test_with_real_patients_nobody_adds_staff_unnamed(real: RealPractice) -> None:
    before = real.events()
    for words in (
        ("staff", "add", "new@example.com", "--role", "manager", "--password-stdin"),
        ("staff", "add", APPROVER, "--role", "manager"),
        ("staff", "close", APPROVER),
        ("staff", "open", APPROVER),
        ("machine", "--take-over"),
        ("purge", "--yes"),
        ("letters", 1, "--out", real.folder / "out"),
        ("campaign", "preview", 1),
    ):
        assert "say who does this, with --staff EMAIL" in real.run(*words, given=f"{PASSWORD}\n", status=1)
    assert "with --staff EMAIL" in real.run("init", "--phone", "01632 960111", status=1)
    real.run("init")
    assert real.events() == before


def test_a_manager_does_and_the_chain_says_who(real: RealPractice) -> None:
    signed_in(real, MANAGER)
    signed_in(real, RECEPTION)
    refused = real.run("staff", "add", RECEPTION, "--role", "manager", "--staff", RECEPTION, status=1)
    assert "it needs the role manager" in refused
    real.run("staff", "add", "new@example.com", "--role", "auditor", "--staff", MANAGER)
    real.run("staff", "close", RECEPTION, "--role", "reception", "--staff", MANAGER)
    real.run("machine", "--take-over", "--staff", MANAGER)
    real.run("init", "--phone", "01632 960111", "--staff", MANAGER)
    assert real.events()[-4:] == [
        ("staff.added", 1),
        ("staff.role_taken", 1),
        ("machine.sends", 1),
        ("practice.set", 1),
    ]


def test_where_no_manager_has_a_password_the_first_one_is_set_up_by_nobody(real: RealPractice) -> None:
    database = real.open_database()
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE staff SET password_hash = NULL")
    database.close()
    other = ("staff", "add", "new@example.com", "--role", "auditor", "--password-stdin")
    assert "with --staff EMAIL" in real.run(*other, given=f"{PASSWORD}\n", status=1)
    real.run("staff", "add", MANAGER, "--role", "manager", "--password-stdin", given=f"{PASSWORD}\n")
    again = ("staff", "add", "new@example.com", "--role", "manager", "--password-stdin")
    assert "with --staff EMAIL" in real.run(*again, given=f"{PASSWORD}\n", status=1)


def test_everybody_is_listed(practice: Practice) -> None:
    practice.run("staff", "add", "new@example.com", "--role", "auditor")
    practice.run("staff", "close", RECEPTION)
    assert practice.run("staff", "list").splitlines() == [
        "approver@example.com\tapprover\tapprover",
        "manager@example.com\tmanager\tmanager",
        "new@example.com\tnew\tauditor\tno password yet",
        "reception@example.com\treception\treception\tclosed",
    ]
    listed = practice.json("staff", "list")["staff"]
    assert listed[3] == {
        "id": 3,
        "email": RECEPTION,
        "name": "reception",
        "roles": ["reception"],
        "is_open": False,
        "has_password": True,
    }
    assert "the last manager" in practice.run("staff", "close", MANAGER, status=1)


def test_a_link_is_handed_over_and_whoever_has_it_chooses_a_password(practice: Practice) -> None:
    invited = practice.run("staff", "invite", "new@example.com", "--role", "auditor", "--name", "Kim New")
    assert invited.startswith("https://surgery.example.com/staff/choose-password/")
    assert practice.run("staff", "invite", "new@example.com", "--role", "auditor", "--name", "Kim New", status=1)
    again = practice.run("staff", "reset", "new@example.com")
    secrets = [said.split()[0].rpartition("/")[2] for said in (invited, again)]
    database = practice.open_database()
    with database.writing() as session:
        with pytest.raises(NotAllowed, match="has ended"):
            account_links.use_link(session, secrets[0], "amber kettle harbour", practice.now)
        assert account_links.open_link(session, secrets[1], practice.now).kind == "invitation", "there is none yet"
        account = account_links.use_link(session, secrets[1], "amber kettle harbour", practice.now)
        visit = Visit("Firefox on Windows", "192.0.2.x")
        limits = SignInLimits(timedelta(minutes=30), timedelta(hours=12))
        sign_ins.begin_sign_in(session, account, visit, ProofKind.PASSWORD, practice.now, limits)
    database.close()
    said = practice.run("staff", "sessions", "new@example.com")
    assert said.startswith("Firefox on Windows\t192.0.2.x\t")
    assert len(practice.json("staff", "sessions", "new@example.com", "--end")["sessions"]) == 1
    assert practice.json("staff", "sessions", "new@example.com") == {"ended": False, "sessions": []}


# --- invented patients ---


def test_with_invented_patients_an_address_is_taken_at_its_word(practice: Practice) -> None:
    practice.run("campaign", "preview", 1, "--no-kit")
    practice.run("campaign", "approve", 1, "--staff", APPROVER)
    practice.run("campaign", "launch", 1, "--staff", MANAGER)
    refused = practice.run("campaign", "pause", 1, "--staff", MANAGER, "--password-stdin", given="wrong\n", status=1)
    assert "is not the password" in refused, "what is given is looked at"
    assert "it needs the role manager" in practice.run(
        "staff", "add", "new@example.com", "--role", "auditor", "--staff", RECEPTION, status=1
    )
    practice.run("sign-in", MANAGER, "--password-stdin", given=f"{PASSWORD}\n")
    practice.run("sign-out", MANAGER)


def signed_in(practice: RealPractice, email: str, *options: object) -> None:
    practice.run("sign-in", email, "--password-stdin", *options, given=practice.proof(email))
