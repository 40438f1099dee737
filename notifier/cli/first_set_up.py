"""What serving makes by itself where nothing is set up yet, so that the rest can be done in the browser."""

from contextlib import closing
from pathlib import Path

from notifier.cli.installation import Installation
from notifier.errors import SettingsFault
from notifier.practice import first_run, practices
from notifier.settings import Settings
from notifier.store import instance_keys
from notifier.store.database import Database
from notifier.store.migrating import migrate
from notifier.vocabulary import LOCALHOST_BY_NAME


def prepare_tables(settings: Settings) -> None:
    """Make the instance folder, its key and the tables, where all of them are missing.

    What is there stays as it is. With another key every link that was sent would be dead, and in other tables nobody
    would be found: a folder with a key has been in use, and whoever opens its database says what is wrong with it.
    Raises SettingsFault where the folder is known to be a practice's.
    """
    folder = settings.instance
    if instance_keys.is_page_only(folder):
        return
    if noted := instance_keys.noted_practice(folder):
        noted = "" if noted == practices.SAMPLE_ODS_CODE else noted
    with closing(Database.open(settings.database_url)) as database:
        file = Path(database.engine.url.database or "") if database.is_sqlite else None
        has = database.revisions()[0] if file is None or file.exists() else None
        if has is None and noted:
            raise SettingsFault(
                f"{folder} is the folder of the practice {noted}, and its database has no tables: set DATABASE_URL to "
                "that practice's, or restore the backup; for a practice that begins anew run `notifier init`"
            )
        if has is None and not instance_keys.has_key(folder):
            instance_keys.make_instance(folder)
            migrate(database)


def first_run_address(installation: Installation, port: int) -> str:
    """A new one-time address at which the practice is set up; empty where somebody has an account already.

    Without HTTPS it has the name of this computer for itself, for browsers make passkeys at no bare number.
    """
    with installation.database.writing() as session:
        secret = first_run.offer_first_run(session, installation.clock())
    url = installation.settings.public_url
    base = url if url.startswith("https://") else f"http://{LOCALHOST_BY_NAME}:{port}"
    return f"{base}/staff/first-run/{secret}" if secret else ""
