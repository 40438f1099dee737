"""lists that are given on a page: read and compared, and stored once somebody confirms them"""

import sqlalchemy as sa
from alembic import op

from notifier.store.tables.declarative import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STATUSES = ("reading", "refused", "compared", "storing", "stored", "cancelled", "expired")


def upgrade() -> None:
    """Go up."""
    status = sa.Enum(*_STATUSES, name="uploadstatus", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "list_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_dated", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("upload_status", status, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("compared_with", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_list_upload_practice_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["staff.id"], name=op.f("fk_list_upload_uploaded_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_list_upload_confirmed_by")),
        sa.ForeignKeyConstraint(["list_id"], ["patient_list.id"], name=op.f("fk_list_upload_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_list_upload_token")),
    )
    op.create_index(op.f("ix_list_upload_practice_id"), "list_upload", ["practice_id"])
    op.create_index(op.f("ix_list_upload_upload_status"), "list_upload", ["upload_status"])


def downgrade() -> None:
    """Go down again."""
    op.drop_table("list_upload")
