"""How a patient's page that runs by itself is, for monitors; it loads nothing that only the workers need."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from notifier.replies import behind_link
from notifier.store import page_role
from notifier.store.database import Database
from notifier.vocabulary import HealthStatus


@dataclass(frozen=True)
class PageHealth:
    """What a patient's page that runs by itself can know: whether it can look links up and record answers."""

    is_reachable: bool
    has_rights: bool = False

    @property
    def status(self) -> HealthStatus:
        """Without the database, or its rights there, the page is of no use."""
        return HealthStatus.OK if self.is_reachable and self.has_rights else HealthStatus.FAILING

    def as_json(self) -> dict[str, Any]:
        """For /healthz."""
        refused = "reachable" if self.has_rights else "refuses"
        return {"status": self.status.value, "database": refused if self.is_reachable else "unreachable"}


def examine_page(database: Database) -> PageHealth:
    """The health of a patient's page, asking for nothing that its own role may not read."""
    try:
        with database.reading() as session:
            has_rights = not page_role.lacking(session.connection())
            if has_rights:
                behind_link.known(session, [b""])
    except SQLAlchemyError:
        return PageHealth(is_reachable=False)
    return PageHealth(is_reachable=True, has_rights=has_rights)
