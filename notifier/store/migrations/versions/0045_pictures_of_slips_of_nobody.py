"""pictures of slips whose patient nobody has found"""

import sqlalchemy as sa
from alembic import op

from notifier.store.rebuilt_tables import rebuild_table

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_TABLE, _SLIP = "slip_photo", "fk_slip_photo_slip_id"
_OF_SOMETHING = "patient_id IS NOT NULL OR slip_id IS NOT NULL"
_CHECK = "ck_slip_photo_of_patient_or_slip"
_RULES = (
    f"CONSTRAINT {_SLIP} FOREIGN KEY(slip_id) REFERENCES unmatched_slip (id), \n\t"
    f"CONSTRAINT {_CHECK} CHECK ({_OF_SOMETHING}), \n\t"
)
_CHANGES = (
    ("patient_id INTEGER NOT NULL", "patient_id INTEGER, \n\tslip_id INTEGER"),
    ("CONSTRAINT pk_slip_photo", f"{_RULES}CONSTRAINT pk_slip_photo"),
)


def upgrade() -> None:
    """Go up. Until now each picture was of a patient."""
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), _TABLE, _with_slip)
    else:
        op.add_column(_TABLE, sa.Column("slip_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(_SLIP), _TABLE, "unmatched_slip", ["slip_id"], ["id"])
        op.alter_column(_TABLE, "patient_id", nullable=True)
        op.create_check_constraint(op.f(_CHECK), _TABLE, _OF_SOMETHING)
    op.create_index(op.f("ix_slip_photo_slip_id"), _TABLE, ["slip_id"])


def downgrade() -> None:
    """Go down again. A picture of a slip of nobody cannot be kept: there must be none."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM slip_photo WHERE patient_id IS NULL")).scalar_one():
        raise RuntimeError("there are pictures of slips of nobody, which earlier tables cannot hold: keep these")
    op.drop_index(op.f("ix_slip_photo_slip_id"), _TABLE)
    if op.get_bind().dialect.name == "sqlite":
        rebuild_table(op.get_bind(), _TABLE, _without_slip)
    else:
        op.drop_constraint(op.f(_CHECK), _TABLE)
        op.drop_constraint(op.f(_SLIP), _TABLE)
        op.alter_column(_TABLE, "patient_id", nullable=False)
        op.drop_column(_TABLE, "slip_id")


def _with_slip(body: str) -> str:
    for before, after in _CHANGES:
        body = _replaced(body, before, after)
    return body


def _without_slip(body: str) -> str:
    for before, after in _CHANGES:
        body = _replaced(body, after, before)
    return body


def _replaced(body: str, before: str, after: str) -> str:
    if before not in body:
        raise RuntimeError(f"the table slip_photo is not as it was made: {before!r} is not in it")
    return body.replace(before, after)
