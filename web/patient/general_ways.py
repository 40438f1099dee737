"""How to reach whoever wrote to patients, for the pages that no link has narrowed down to one practice.

An error page has to say whom to call also while the database cannot be asked: what was read last is remembered, and it
is read once when the application is made.
"""

import logging

from sqlalchemy.exc import SQLAlchemyError

from notifier.campaigns import published_pages
from notifier.delivery.leases import wall_clock
from notifier.store.database import Database
from web.patient.rendered_pages import Ways

FRESH_SECONDS = 60.0  # for which an error page takes what was read last, and asks nothing
logger = logging.getLogger(__name__)


class GeneralWays:
    """The ways of all practices that have published a page, as they were read last; `text_number` takes texts."""

    def __init__(self, database: Database, text_number: str) -> None:
        self._database = database
        self._text_number = text_number
        self._known, self._read_at = Ways({}, text_number), 0.0
        self.remembered()

    def read(self) -> Ways:
        """The ways as the tables have them now. Raises SQLAlchemyError where they cannot be read."""
        with self._database.reading() as session:
            found = Ways(
                published_pages.practices(session), self._text_number, published_pages.published_languages(session)
            )
        self._known, self._read_at = found, wall_clock().timestamp()
        return found

    def remembered(self) -> Ways:
        """The ways as they were read last, a minute ago at most while the tables can be read; never raises."""
        is_fresh = self._known.practices and wall_clock().timestamp() - self._read_at < FRESH_SECONDS
        if is_fresh:
            return self._known
        try:
            return self.read()
        except SQLAlchemyError as error:
            logger.warning("an error page names the practice as it was read last (%s)", type(error).__name__)
            return self._known
