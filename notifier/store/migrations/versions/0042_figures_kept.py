"""what pages show of a campaign is kept, and the database itself notes whose facts changed since"""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_MOMENT = UtcDateTime(timezone=True)
_OUTCOMES = ("may_code_asked", "may_code_silent", "hold")
_REASONS = (
    *("", "objected", "undecided", "under_review", "not_informed", "notice_running", "express_consent"),
    *("already_coded", "deceased", "left", "sensitive", "in_doubt"),
)
_EVIDENCE = ("none", "passive", "posted", "sent", "delivered", "replied")
_CHOICES = ("keep", "agree", "unsure")
_TASKS = (
    *("take_off", "may_code", "other_basis", "wrongly_coded", "still_to_code", "not_in_export"),
    *("unknown_here", "unreadable"),
)


class _Noted(NamedTuple):
    """Which changes of a table are noted, and the rows of campaign and patient that each is about."""

    when: str
    about: str  # {row} is the row before or after


_INSERTED, _UPDATED, _DELETED = "INSERT", "UPDATE", "DELETE"
_EVERY = (_INSERTED, _UPDATED, _DELETED)
_OF_NOTICE = "SELECT n.campaign_id, n.patient_id FROM notice n WHERE n.id = {row}.notice_id"
_OF_PRACTICE = "SELECT c.id, CAST(NULL AS INTEGER) FROM campaign c WHERE c.practice_id = "
_OF_PATIENT = (
    "SELECT c.id, CAST(NULL AS INTEGER) FROM campaign c JOIN patient p ON p.practice_id = c.practice_id "
    "WHERE p.id = {row}.patient_id"
)
_INSERT = "INSERT INTO fact_change (campaign_id, patient_id, noticed_at) SELECT about.*, {now} FROM ({about}) AS about"
_OF_CAMPAIGN = "SELECT {row}.campaign_id, CAST(NULL AS INTEGER)"
# Whoever shares a number with a patient, or is the same person, is concerned by a change of the list: everybody is.
_NOTED = {
    "patient": [_Noted(when, _OF_PRACTICE + "{row}.practice_id") for when in _EVERY],
    "patient_change": [_Noted(when, _OF_PATIENT) for when in _EVERY],
    "identity_doubt": [_Noted(when, _OF_PATIENT) for when in _EVERY],
    "matter": [_Noted(when, _OF_PATIENT) for when in _EVERY],
    "notice": [_Noted(when, "SELECT {row}.campaign_id, {row}.patient_id") for when in (_INSERTED, _DELETED)],
    # The footer's delivery has no notice, and tells everybody.
    "delivery": [
        _Noted(
            when,
            "SELECT {row}.campaign_id, (SELECT n.patient_id FROM notice n WHERE n.id = {row}.notice_id)",
        )
        for when in _EVERY
    ],
    "confirmed_telling": [
        _Noted(
            when,
            "SELECT n.campaign_id, n.patient_id FROM delivery d JOIN notice n ON n.id = d.notice_id "
            "WHERE d.id = {row}.delivery_id",
        )
        for when in _EVERY
    ],
    "withdrawn_link": [_Noted(when, _OF_NOTICE) for when in _EVERY],
    "reply": [_Noted(when, _OF_NOTICE) for when in _EVERY],
    "review": [_Noted(when, _OF_NOTICE) for when in _EVERY],
    "unmatched_slip": [_Noted(when, _OF_CAMPAIGN) for when in _EVERY],  # whose it may be nobody knows
    "displayed": [_Noted(when, _OF_CAMPAIGN) for when in _EVERY],
    "campaign": [_Noted(_UPDATED, "SELECT {row}.id, CAST(NULL AS INTEGER)")],
    "frozen_set": [
        _Noted("UPDATE OF closed_at, purged_at", _OF_CAMPAIGN),
        _Noted(_DELETED, _OF_CAMPAIGN),
    ],
    # What was done about a difference decides whether the code is taken to be on the record.
    "coding_task": [
        _Noted("UPDATE OF done_at", "SELECT {row}.campaign_id, {row}.patient_id"),
        _Noted(_DELETED, "SELECT {row}.campaign_id, {row}.patient_id"),
    ],
}


def upgrade() -> None:
    """Go up. Nothing is kept yet: whoever looks at a campaign first has everybody concluded."""
    op.create_table(
        "fact_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("noticed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_change")),
    )
    op.create_index(op.f("ix_fact_change_campaign_id"), "fact_change", ["campaign_id"])
    _make_conclusions()
    op.create_table(
        "campaign_figures",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_figures_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_figures")),
    )
    op.drop_index("ix_delivery_campaign", "delivery")
    op.create_index(
        "ix_delivery_campaign", "delivery", ["campaign_id", "delivery_status", "channel", "wave", "skip_reason"]
    )
    make = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for table, number, noted in _numbered():
        make(table, f"{table}_noted_{number}", noted)


def downgrade() -> None:
    """Go down again. What was kept is concluded whenever it is asked for."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, number, _ in _numbered():
        name = f"{table}_noted_{number}"
        if is_sqlite:
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index("ix_delivery_campaign", "delivery")
    op.create_index("ix_delivery_campaign", "delivery", ["campaign_id", "delivery_status"])
    for table in ("campaign_figures", "kept_conclusion", "fact_change"):
        op.drop_table(table)


def _numbered() -> Iterator[tuple[str, int, _Noted]]:
    for table, every in _NOTED.items():
        for number, noted in enumerate(every):
            yield table, number, noted


def _on_sqlite(table: str, name: str, noted: _Noted) -> None:
    # The moment as SQLAlchemy writes one.
    insert = _INSERT.format(about=_about(noted), now="strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'")
    op.execute(f"CREATE TRIGGER {name} AFTER {noted.when} ON {table} FOR EACH ROW BEGIN {insert}; END")


def _on_postgresql(table: str, name: str, noted: _Noted) -> None:
    body = f"BEGIN {_INSERT.format(about=_about(noted), now='clock_timestamp()')}; RETURN NULL; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
    op.execute(f"CREATE TRIGGER {name} AFTER {noted.when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _about(noted: _Noted) -> str:
    return noted.about.format(row="OLD" if noted.when == _DELETED else "NEW")


def _make_conclusions() -> None:
    op.create_table(
        "kept_conclusion",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("outcome", _word("outcomekind", _OUTCOMES), nullable=False),
        sa.Column("reason", _word("holdreason", _REASONS), nullable=False),
        sa.Column("evidence", _word("evidence", _EVIDENCE), nullable=False),
        sa.Column("choice", _word("choice", _CHOICES), nullable=True),
        sa.Column("told_by", sa.String(24), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("places_in_doubt", sa.Integer(), nullable=False),
        sa.Column("task_kind", _word("codingtaskkind", _TASKS), nullable=True),
        sa.Column("task_why", sa.Text(), nullable=False),
        sa.Column("task_set_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_kept_conclusion_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_kept_conclusion_patient_id_patient"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "patient_id", name=op.f("pk_kept_conclusion")),
    )


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
