"""replies from before the campaign, and those logged for the wrong patient; the page tells what a person concluded"""

from datetime import datetime
from itertools import combinations, groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table
from notifier.store.tables.declarative import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_DOUBTS = ("unverified", "unfinished", "unsent", "unproven", "conflict", "unclear", "on_behalf", "late", "stopped")
_MORE_DOUBTS = (*_DOUBTS, "early", "misfiled")


_MOMENT = UtcDateTime(timezone=True)


class _Undoubted(NamedTuple):
    """A reply that nobody doubts, of a notice with replies that agree and others that do not."""

    id: int
    notice_id: int
    campaign_id: int
    choice: str
    source: str
    is_a_text: bool  # that a provider reported
    received_at: datetime
    recorded_at: datetime
    is_conclusion: bool

    @property
    def placed_at(self) -> datetime:
        """When it was said; what a person concluded, when they did."""
        return self.recorded_at if self.is_conclusion else self.received_at


def upgrade() -> None:
    """Go up. Earlier releases went by the order of logging: what then had no order is asked about from now on."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("reply", "review"):
        if is_sqlite:
            rebuild_table(
                op.get_bind(), table, lambda body: body.replace(listed_words(_DOUBTS), listed_words(_MORE_DOUBTS))
            )
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
            op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({listed_words(_MORE_DOUBTS)})")
    if not is_sqlite:
        _replace_functions(_LINK, _REPLIES)
    undoubted = map(_Undoubted._make, op.get_bind().execute(_UNDOUBTED).all())
    for _, replies in groupby(undoubted, key=lambda one: one.notice_id):
        if (asked := _to_be_asked(list(replies))) is not None:
            op.get_bind().execute(_ASK, {"reply": asked.id, "notice": asked.notice_id, "campaign": asked.campaign_id})


def downgrade() -> None:
    """Go down again. The wider checks on doubts stay: narrower ones would refuse rows that are there."""
    if op.get_bind().dialect.name != "sqlite":
        _replace_functions(_EARLIER_LINK, _EARLIER_REPLIES)


def _to_be_asked(replies: list[_Undoubted]) -> _Undoubted | None:
    """The reply of a notice that a person has to look at, as notifier.replies.reception_order would have it, or None.

    Of two of one day, or of an agreement that came last and a wish to keep that was logged after it, the later logged.
    """
    since = max((at for at, one in enumerate(replies) if one.is_conclusion), default=0)
    waiting = replies[since:]
    for one, other in combinations(waiting, 2):
        if "agree" in (one.choice, other.choice) and one.choice != other.choice and _have_no_order(one, other):
            return other
    last = max(waiting, key=lambda one: (one.placed_at, one.id))
    kept = [one for one in waiting if one.choice == "keep"]
    return kept[-1] if kept and last.choice == "agree" else None


def _have_no_order(one: _Undoubted, other: _Undoubted) -> bool:
    have_a_moment = all(reply.is_conclusion or reply.source == "page" or reply.is_a_text for reply in (one, other))
    days = {reply.placed_at.astimezone(ZoneInfo("Europe/London")).date() for reply in (one, other)}
    return not have_a_moment and len(days) == 1


def _replace_functions(link: str, replies: str) -> None:
    """Make both anew; another shape of rows needs another function, which the page's role may then use as before."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    made = f"LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS"
    granted = connection.execute(_GRANTED).scalars().all()
    connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION {_LINK_HEAD} {made} $${link}$$")
    connection.exec_driver_sql("DROP FUNCTION page_replies")
    connection.exec_driver_sql(f"CREATE FUNCTION {replies.replace('AS_BEFORE', made)}")
    connection.exec_driver_sql("REVOKE ALL ON FUNCTION page_replies FROM PUBLIC")
    for role in granted:
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION page_replies TO {role}")


# By notice, in the order of logging, of those with no review, whose patients said more than one thing.
_UNDOUBTED = sa.text("""
    SELECT r.id, r.notice_id, n.campaign_id, r.choice, r.source,
        r.source = 'sms' AND r.recorded_by IS NULL AS is_a_text, r.received_at, r.recorded_at,
        EXISTS (SELECT 1 FROM review c WHERE c.closing_reply_id = r.id) AS is_conclusion
    FROM reply r JOIN notice n ON n.id = r.notice_id
    WHERE r.doubt IS NULL AND NOT EXISTS (SELECT 1 FROM review v WHERE v.reply_id = r.id)
        AND EXISTS (SELECT 1 FROM reply a WHERE a.notice_id = r.notice_id AND a.choice = 'agree' AND a.doubt IS NULL)
        AND EXISTS (SELECT 1 FROM reply o WHERE o.notice_id = r.notice_id AND o.choice <> 'agree' AND o.doubt IS NULL)
        AND NOT EXISTS (SELECT 1 FROM review w WHERE w.notice_id = r.notice_id AND w.closed_at IS NULL)
    ORDER BY r.notice_id, r.id
""").columns(
    *(sa.column("id", sa.Integer), sa.column("notice_id", sa.Integer), sa.column("campaign_id", sa.Integer)),
    *(sa.column("choice", sa.String), sa.column("source", sa.String), sa.column("is_a_text", sa.Boolean)),
    *(sa.column("received_at", _MOMENT), sa.column("recorded_at", _MOMENT), sa.column("is_conclusion", sa.Boolean)),
)
# It is in doubt from when it was logged on, as it would have been.
_ASK = sa.text("""
    INSERT INTO review (campaign_id, notice_id, reply_id, doubt, opened_at, note)
    SELECT :campaign, :notice, r.id, 'conflict', r.recorded_at, '' FROM reply r WHERE r.id = :reply
""")
# Whoever may ask for the replies behind a link, but for the owner, who may do it anyway.
_GRANTED = sa.text("""
    SELECT DISTINCT quote_ident(r.rolname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
        aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname = current_schema() AND p.proname = 'page_replies' AND a.grantee <> p.proowner
""")
_WAIT = "IF session_user <> current_user THEN PERFORM pg_sleep(0.002); END IF;"  # see the migration 0008
_LINK_HEAD = """page_link(given bytea) RETURNS TABLE (notice_id integer, campaign_id integer, deadline_on date,
    language varchar, for_guardian boolean, check_value bytea, serial integer, edition integer, answered boolean)"""
_EARLIER_LINK = f"""
    BEGIN
        {_WAIT}
        RETURN QUERY
        SELECT l.notice_id, l.campaign_id, l.deadline_on, l.language, l.for_guardian, l.check_value, l.serial,
            (SELECT max(p.id) FROM published_page p WHERE p.campaign_id = l.campaign_id),
            EXISTS (SELECT FROM reply r WHERE r.notice_id = l.notice_id
                AND (r.doubt IS NULL OR r.doubt NOT IN ('unfinished', 'unsent', 'stopped')))
        FROM link l WHERE l.fingerprint = given;
    END"""  # noqa: S608 - no value in it
# What was logged for the wrong patient is no answer of this one's.
_MISFILED = "AND NOT EXISTS (SELECT FROM review v WHERE v.reply_id = r.id AND v.doubt = 'misfiled')"
_LINK = _EARLIER_LINK.replace("'stopped'))", f"'stopped')) {_MISFILED}")
_REPLIES = """page_replies(given bytea, notice integer, chosen varchar)
    RETURNS TABLE (id integer, reference varchar, choice varchar, source varchar, received_at timestamptz,
    doubt varchar, answered_by varchar, extent varchar, recorded_at timestamptz, link_serial integer,
    by_staff boolean, waits boolean, is_concluded boolean, is_conclusion boolean, is_own boolean)
    AS_BEFORE $$
    DECLARE own integer := (SELECT l.notice_id FROM link l WHERE l.fingerprint = given AND l.notice_id = notice);
    BEGIN
        RETURN QUERY
        SELECT r.id, r.reference, r.choice, r.source, r.received_at, r.doubt, r.answered_by, r.extent, r.recorded_at,
            r.link_serial, r.recorded_by IS NOT NULL,
            (v.id IS NOT NULL AND v.closed_at IS NULL) OR (r.doubt IS NOT NULL AND r.settled_at IS NULL),
            v.closed_at IS NOT NULL,
            EXISTS (SELECT FROM review w WHERE w.notice_id = r.notice_id AND w.closing_reply_id = r.id),
            true
        FROM reply r LEFT JOIN review v ON v.reply_id = r.id WHERE r.notice_id = own ORDER BY r.id;
        IF EXISTS (SELECT FROM reply r WHERE r.reference = chosen AND r.notice_id IS DISTINCT FROM own) THEN
            is_own := false;
            RETURN NEXT;
        END IF;
    END$$"""
_CONCLUSION = "EXISTS (SELECT FROM review w WHERE w.notice_id = r.notice_id AND w.closing_reply_id = r.id),\n"
_EARLIER_REPLIES = _REPLIES.replace("is_conclusion boolean, ", "").replace(f"            {_CONCLUSION}", "")
