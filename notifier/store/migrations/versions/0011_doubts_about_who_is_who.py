"""doubts about who is who, how a list was read and how old it is, joiners who wait, and imports that are taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. Of earlier lists nobody knows how old they were; whoever joined with them does not wait."""
    op.create_table(
        "identity_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("other_patient_id", sa.Integer(), nullable=True),
        sa.Column("claimed", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("is_same", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_identity_doubt_closed_by_staff")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["patient_list.id"], name=op.f("fk_identity_doubt_ended_by_id_patient_list")
        ),
        sa.ForeignKeyConstraint(["list_id"], ["patient_list.id"], name=op.f("fk_identity_doubt_list_id_patient_list")),
        sa.ForeignKeyConstraint(
            ["other_patient_id"], ["patient.id"], name=op.f("fk_identity_doubt_other_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_identity_doubt_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_doubt")),
    )
    for column in ("list_id", "patient_id", "other_patient_id"):
        op.create_index(op.f(f"ix_identity_doubt_{column}"), "identity_doubt", [column])
    with op.batch_alter_table("patient_list") as table:
        table.add_column(sa.Column("made_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("joiners_from", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("undoes_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reading", sa.JSON(), nullable=False, server_default="{}"))
        table.create_foreign_key(op.f("fk_patient_list_undoes_id_patient_list"), "patient_list", ["undoes_id"], ["id"])
        table.create_unique_constraint(op.f("uq_patient_list_undoes_id"), ["undoes_id"])
        table.create_index(op.f("ix_patient_list_joiners_from"), ["joiners_from"])


def downgrade() -> None:
    """Go down again: who was in doubt is forgotten, and free."""
    with op.batch_alter_table("patient_list") as table:
        table.drop_index(op.f("ix_patient_list_joiners_from"))
        table.drop_constraint(op.f("uq_patient_list_undoes_id"), type_="unique")
        table.drop_constraint(op.f("fk_patient_list_undoes_id_patient_list"), type_="foreignkey")
        for column in ("reading", "undoes_id", "joiners_from", "made_on"):
            table.drop_column(column)
    op.drop_table("identity_doubt")
