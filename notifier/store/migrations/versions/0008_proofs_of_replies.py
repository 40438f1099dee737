"""replies prove that whoever sent them had the link's code; on PostgreSQL the page reads links by functions alone"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import listed_words, rebuild_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DOUBTS = ("unverified", "unfinished", "unsent", "conflict", "unclear", "on_behalf", "late", "stopped")
_MORE_DOUBTS = (*_DOUBTS[:3], "unproven", *_DOUBTS[3:])
_FUNCTIONS = ("page_link", "page_knows", "page_withdrawn", "page_replies", "page_append")


def upgrade() -> None:
    """Go up. What was settled before stays as it was settled: only the settling looks at proofs."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("reply", "review"):
        if is_sqlite:
            rebuild_table(
                op.get_bind(), table, lambda body: body.replace(listed_words(_DOUBTS), listed_words(_MORE_DOUBTS))
            )
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_doubt")
            op.create_check_constraint(op.f(f"ck_{table}_doubt"), table, f"doubt IN ({listed_words(_MORE_DOUBTS)})")
    op.add_column("link", sa.Column("serial", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("reply", sa.Column("link_serial", sa.Integer(), nullable=True))
    op.add_column("reply", sa.Column("proof", sa.LargeBinary(length=32), nullable=True))
    op.execute("UPDATE link SET serial = (SELECT link_serial FROM notice WHERE notice.id = link.notice_id)")
    # Those that came by a link which was replaced since keep none: which of its forerunners it was is not known.
    op.execute(
        "UPDATE reply SET link_serial = (SELECT link_serial FROM notice WHERE notice.id = reply.notice_id) "
        "WHERE source = 'page' AND recorded_by IS NULL AND NOT EXISTS (SELECT 1 FROM withdrawn_link "
        "WHERE withdrawn_link.notice_id = reply.notice_id AND withdrawn_link.withdrawn_at >= reply.recorded_at)"
    )
    if not is_sqlite:
        _make_functions()


def downgrade() -> None:
    """Go down again. The wider checks on doubts stay: narrower ones would refuse rows that are there."""
    if op.get_bind().dialect.name != "sqlite":
        for name in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}")
    op.drop_column("reply", "proof")
    op.drop_column("reply", "link_serial")
    op.drop_column("link", "serial")


def _make_functions() -> None:
    """Each works with its owner's rights, on these tables alone, and for nobody to whom it was not granted."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for head, volatility, body in (_LINK, _KNOWS, _WITHDRAWN, _REPLIES, _APPEND):
        connection.exec_driver_sql(
            f"CREATE FUNCTION {head} LANGUAGE plpgsql {volatility} SECURITY DEFINER "
            f"SET search_path = {schema}, pg_temp AS $${body.replace('WAIT;', _WAIT)}$$"
        )
    for name in _FUNCTIONS:
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")


# Whoever searches the codes inside the server would try a quarter of a million a second on each core. The page's role
# waits before each link is looked for, whether there is one or not, and has few connections to wait on.
_WAIT = "IF session_user <> current_user THEN PERFORM pg_sleep(0.002); END IF;"
# The link with a fingerprint, the edition of its page's words, and whether its patient has answered: one row or none.
_LINK = (
    """page_link(given bytea) RETURNS TABLE (notice_id integer, campaign_id integer, deadline_on date, language varchar,
    for_guardian boolean, check_value bytea, serial integer, edition integer, answered boolean)""",
    "STABLE",
    """
    BEGIN
        WAIT;
        RETURN QUERY
        SELECT l.notice_id, l.campaign_id, l.deadline_on, l.language, l.for_guardian, l.check_value, l.serial,
            (SELECT max(p.id) FROM published_page p WHERE p.campaign_id = l.campaign_id),
            EXISTS (SELECT FROM reply r WHERE r.notice_id = l.notice_id
                AND (r.doubt IS NULL OR r.doubt NOT IN ('unfinished', 'unsent', 'stopped')))
        FROM link l WHERE l.fingerprint = given;
    END""",
)
_KNOWS = (
    "page_knows(given bytea) RETURNS boolean",
    "STABLE",
    "BEGIN WAIT; RETURN EXISTS (SELECT FROM link l WHERE l.fingerprint = given); END",
)
# The campaign of a link that was taken back.
_WITHDRAWN = (
    "page_withdrawn(given bytea) RETURNS integer",
    "STABLE",
    "BEGIN RETURN (SELECT w.campaign_id FROM withdrawn_link w WHERE w.fingerprint = given); END",
)
# These two take the notice besides: to find a link by them, all of its 55 bits have to be tried for each notice.
# The replies of the patient whose link has a fingerprint; and, of another's with a chosen reference, that there is one.
_REPLIES = (
    """page_replies(given bytea, notice integer, chosen varchar)
    RETURNS TABLE (id integer, reference varchar, choice varchar, source varchar, received_at timestamptz,
    doubt varchar, answered_by varchar, extent varchar, recorded_at timestamptz, link_serial integer,
    by_staff boolean, waits boolean, is_concluded boolean, is_own boolean)""",
    "STABLE",
    """
    DECLARE own integer := (SELECT l.notice_id FROM link l WHERE l.fingerprint = given AND l.notice_id = notice);
    BEGIN
        RETURN QUERY
        SELECT r.id, r.reference, r.choice, r.source, r.received_at, r.doubt, r.answered_by, r.extent, r.recorded_at,
            r.link_serial, r.recorded_by IS NOT NULL,
            (v.id IS NOT NULL AND v.closed_at IS NULL) OR (r.doubt IS NOT NULL AND r.settled_at IS NULL),
            v.closed_at IS NOT NULL, true
        FROM reply r LEFT JOIN review v ON v.reply_id = r.id WHERE r.notice_id = own ORDER BY r.id;
        IF EXISTS (SELECT FROM reply r WHERE r.reference = chosen AND r.notice_id IS DISTINCT FROM own) THEN
            is_own := false;
            RETURN NEXT;
        END IF;
    END""",
)
# Appends a reply by the page, and who says they gave it; nothing, and NULL, where no link has the fingerprint.
_APPEND = (
    """page_append(given bytea, notice integer, reference varchar, choice varchar,
    received_at timestamptz, recorded_at timestamptz,
    doubt varchar, answered_by varchar, extent varchar, sitting varchar, proof bytea,
    name varchar, contact varchar, born date) RETURNS integer""",
    "VOLATILE",
    """
    #variable_conflict use_variable
    DECLARE made integer;
    BEGIN
        INSERT INTO reply (reference, notice_id, choice, source, received_at, recorded_at, doubt, note, answered_by,
            extent, sitting, link_serial, proof)
        SELECT reference, l.notice_id, choice, 'page', received_at, recorded_at, doubt, '', answered_by,
            extent, sitting, l.serial, proof
        FROM link l WHERE l.fingerprint = given AND l.notice_id = notice RETURNING id INTO made;
        IF made IS NOT NULL AND (name <> '' OR contact <> '' OR born IS NOT NULL) THEN
            INSERT INTO reply_contact (reply_id, name, contact, date_of_birth) VALUES (made, name, contact, born);
        END IF;
        RETURN made;
    END""",
)
