"""outcomes that two people froze, which the database itself lets nobody change, and what has to be done with codes"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_OUTCOMES = ("may_code_asked", "may_code_silent", "hold")
_REASONS = (
    *("", "objected", "undecided", "under_review", "not_informed", "notice_running", "express_consent"),
    *("already_coded", "deceased", "left", "sensitive", "in_doubt"),
)
_EVIDENCE = ("none", "passive", "posted", "sent", "delivered", "replied")
_EXTENTS = ("core", "additional")
_TASKS = (
    *("take_off", "may_code", "other_basis", "wrongly_coded", "still_to_code", "not_in_export"),
    *("unknown_here", "unreadable"),
)
_CLOSED = "(SELECT closed_at FROM frozen_set WHERE frozen_set.id = {row}.frozen_set_id) IS NOT NULL"
_IN_USE = "(SELECT purged_at FROM frozen_set WHERE frozen_set.id = {row}.frozen_set_id) IS NULL"
_FIXED = "id, campaign_id, number, proposed_by, proposed_at, as_of, withdrawn_at, closed_by, closed_at, counts, sha256"
# Name -> (what is refused, of which row, when). The forgetting of patients sets `purged_at` first.
_RULES = {
    "frozen_outcome_unchanged": ("UPDATE ON frozen_outcome", "OLD", ""),
    "frozen_outcome_kept": ("DELETE ON frozen_outcome", "OLD", f"{_CLOSED} AND {_IN_USE}"),
    "frozen_outcome_complete": ("INSERT ON frozen_outcome", "NEW", _CLOSED),
    "frozen_set_unchanged": (f"UPDATE OF {_FIXED} ON frozen_set", "OLD", "{row}.closed_at IS NOT NULL"),
    "frozen_set_kept": ("DELETE ON frozen_set", "OLD", "{row}.closed_at IS NOT NULL"),
}
_REFUSAL = "a closed frozen set is never changed: what is learned later is a difference"


def upgrade() -> None:
    """Go up."""
    _make_sets()
    _make_outcomes()
    _make_tasks()
    if op.get_bind().dialect.name == "sqlite":
        for name, (what, row, condition) in _RULES.items():
            when = f"WHEN {condition.format(row=row)}" if condition else ""
            refuse = f"SELECT RAISE(ABORT, '{_REFUSAL}')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {what} FOR EACH ROW {when} BEGIN {refuse}; END")
        return
    for name, (what, row, condition) in _RULES.items():
        # A query is no condition of a trigger here: it goes into the function.
        test = f"IF {condition.format(row=row)} THEN {{}} END IF;" if condition else "{}"
        refuse = test.format(f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';")
        body = f"BEGIN {refuse} RETURN {row if row == 'NEW' or 'DELETE' in what else 'NEW'}; END"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Go down again. A set that two people closed cannot be kept without its table: there must be none."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM frozen_set WHERE closed_at IS NOT NULL")).scalar_one():
        raise RuntimeError("outcomes were frozen, which earlier tables cannot hold: keep these")
    for table in ("coding_task", "frozen_outcome", "frozen_set"):
        op.drop_table(table)  # and with it its triggers
    if op.get_bind().dialect.name != "sqlite":
        for name in _RULES:
            op.execute(f"DROP FUNCTION {name}()")


def _make_sets() -> None:
    op.create_table(
        "frozen_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("purged_at", _MOMENT, nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_frozen_set_closed_by_somebody")),
        sa.CheckConstraint("closed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_frozen_set_closed_or_withdrawn")),
        sa.CheckConstraint("closed_by <> proposed_by", name=op.f("ck_frozen_set_two_people")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_frozen_set_campaign_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_frozen_set_closed_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_frozen_set_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_set")),
    )
    _make_index("uq_frozen_set_proposed", "frozen_set", ["campaign_id"], "closed_at IS NULL AND withdrawn_at IS NULL")
    _make_index("uq_frozen_set_number", "frozen_set", ["campaign_id", "number"], "closed_at IS NOT NULL")


def _make_outcomes() -> None:
    op.create_table(
        "frozen_outcome",
        sa.Column("frozen_set_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("nhs_number", sa.String(length=10), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("outcome", _word("outcomekind", _OUTCOMES), nullable=False),
        sa.Column("reason", _word("holdreason", _REASONS), nullable=False),
        sa.Column("evidence", _word("evidence", _EVIDENCE), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("free_text", sa.Text(), nullable=False),
        sa.Column("extent", _word("extent", _EXTENTS), nullable=True),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["frozen_set_id"], ["frozen_set.id"], name=op.f("fk_frozen_outcome_frozen_set_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_frozen_outcome_patient_id")),
        sa.PrimaryKeyConstraint("frozen_set_id", "patient_id", name=op.f("pk_frozen_outcome")),
    )
    op.create_index(op.f("ix_frozen_outcome_patient_id"), "frozen_outcome", ["patient_id"])


def _make_tasks() -> None:
    op.create_table(
        "coding_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("nhs_number", sa.String(length=10), nullable=False),
        sa.Column("kind", _word("codingtaskkind", _TASKS), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("frozen_set_id", sa.Integer(), nullable=True),
        sa.Column("code_check_run_id", sa.Integer(), nullable=True),
        sa.Column("found_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_coding_task_done_by_somebody")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_coding_task_campaign_id")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_coding_task_done_by")),
        sa.ForeignKeyConstraint(["frozen_set_id"], ["frozen_set.id"], name=op.f("fk_coding_task_frozen_set_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_coding_task_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_task")),
    )
    op.create_index(op.f("ix_coding_task_campaign_id"), "coding_task", ["campaign_id"])
    op.create_index(op.f("ix_coding_task_patient_id"), "coding_task", ["patient_id"])
    columns, is_open = ["campaign_id", "nhs_number", "kind"], "ended_at IS NULL AND done_at IS NULL"
    _make_index("uq_coding_task_open", "coding_task", columns, is_open)


def _make_index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
