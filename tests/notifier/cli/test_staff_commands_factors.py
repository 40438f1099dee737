"""A second factor that is lost, with nobody left at the pages who could help."""

from pathlib import Path

from notifier.patients.access_codes import Keys
from notifier.practice import accounts
from notifier.store.instance_keys import master_key
from tests.journeys.driver import APPROVER, MANAGER, PASSWORD, Practice
from tests.notifier.cli.test_staff_commands import NOW, RealPractice
from tests.second_factors import sheet_of
from tests.snapshots import Snapshots


def test_the_only_manager_removes_their_lost_factor_with_their_password_and_no_one_else_does(
    tmp_path: Path, sqlite_url: str, snapshots: Snapshots
) -> None:
    practice = Practice(tmp_path, sqlite_url, NOW)
    practice.set_up(snapshots)
    database = practice.open_database()
    with database.reading() as session:
        people = [accounts.account_by_email(session, email) for email in (MANAGER, APPROVER)]
    for person in people:
        sheet_of(database, Keys.derive(master_key(practice.folder / "instance")), person, NOW)
    database.close()
    shell = RealPractice(practice.folder, practice.database_url, NOW, practice.extra)
    reset = ("staff", "reset-factors", MANAGER, "--password-stdin")
    assert "not the password" in shell.run(*reset, given="three wrong words\n", status=1)
    assert "no terminal" in shell.run("staff", "reset-factors", MANAGER, status=1)
    assert "set a new one up at once" in shell.run(*reset, given=f"{PASSWORD}\n")
    assert "has no second factor" in shell.run(*reset, given=f"{PASSWORD}\n", status=1)
    assert shell.events()[-1] == ("staff.factors_reset", None)
    approver = ("staff", "reset-factors", APPROVER, "--password-stdin")
    assert "another manager can sign in" in shell.run(*approver, given=f"{PASSWORD}\n", status=1)
