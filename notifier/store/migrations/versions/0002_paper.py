"""print runs, copies, displays and pictures; letters that wait at the desk"""

import sqlalchemy as sa
from alembic import op

import notifier.store.tables.declarative

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


_WAVES = ("first", "reminder", "catch_up", "acknowledgement")
_WITH_HAND_OUT = ("first", "reminder", "catch_up", "hand_out", "acknowledgement")


def upgrade() -> None:
    """Go up."""
    _allow_hand_outs()
    op.create_table(
        "displayed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "display",
            sa.Enum(
                "footer",
                "poster",
                "screen",
                "leaflet",
                "website",
                "phone",
                name="display",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("up", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_displayed_campaign_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_displayed_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displayed")),
    )
    with op.batch_alter_table("displayed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_displayed_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "print_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=1000), nullable=False),
        sa.Column("envelope", sa.String(length=24), nullable=False),
        sa.Column("reprint_of", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("started_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_print_run_campaign_id")),
        sa.ForeignKeyConstraint(["reprint_of"], ["print_run.id"], name=op.f("fk_print_run_reprint_of")),
        sa.ForeignKeyConstraint(["started_by"], ["staff.id"], name=op.f("fk_print_run_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
    )
    with op.batch_alter_table("print_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_run_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "preview_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("page >= 1", name=op.f("ck_preview_picture_page_from_one")),
        sa.ForeignKeyConstraint(["preview_id"], ["preview.id"], name=op.f("fk_preview_picture_preview_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_picture")),
        sa.UniqueConstraint("preview_id", "name", "page", name=op.f("uq_preview_picture_preview_id_name_page")),
    )
    op.create_table(
        "letter_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_letter_copy_asked_by")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_letter_copy_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_copy")),
    )
    with op.batch_alter_table("letter_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_copy_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_copy_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "printed_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("print_run_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column(
            "pile",
            sa.Enum(
                "post", "hand_out", "transcription", name="pile", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "written_format",
            sa.Enum(
                "standard",
                "large-16",
                "large-20",
                "large-24",
                "large-28",
                "easy-read",
                "audio",
                "braille",
                name="writtenformat",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_printed_letter_delivery_id")),
        sa.ForeignKeyConstraint(["print_run_id"], ["print_run.id"], name=op.f("fk_printed_letter_print_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_letter")),
        sa.UniqueConstraint("print_run_id", "delivery_id", name=op.f("uq_printed_letter_print_run_id_delivery_id")),
    )
    with op.batch_alter_table("printed_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printed_letter_delivery_id"), ["delivery_id"], unique=False)


def downgrade() -> None:
    """Go down again. The wider check on waves stays: a narrower one would refuse rows that are there."""
    with op.batch_alter_table("printed_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_printed_letter_delivery_id"))

    op.drop_table("printed_letter")
    with op.batch_alter_table("letter_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_copy_delivery_id"))
        batch_op.drop_index(batch_op.f("ix_letter_copy_asked_at"))

    op.drop_table("letter_copy")
    op.drop_table("preview_picture")
    with op.batch_alter_table("print_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_run_campaign_id"))

    op.drop_table("print_run")
    with op.batch_alter_table("displayed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_displayed_campaign_id"))

    op.drop_table("displayed")


def _allow_hand_outs() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_delivery(op.get_bind())
        return
    op.execute("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_wave")
    op.create_check_constraint(op.f("ck_delivery_wave"), "delivery", f"wave IN ({_listed(_WITH_HAND_OUT)})")


def _rebuild_delivery(connection: sa.Connection) -> None:
    """SQLite cannot alter a check: the table is made anew and filled (foreign keys are off, see Database.migrate)."""
    there = "SELECT sql FROM sqlite_master WHERE tbl_name = 'delivery' AND sql IS NOT NULL AND type = "
    table = connection.exec_driver_sql(f"{there}'table'").scalar_one()
    indexes = connection.exec_driver_sql(f"{there}'index'").scalars().all()
    if _listed(_WITH_HAND_OUT) in table:
        return  # has been here before, and went down again
    wider = table.replace(_listed(_WAVES), _listed(_WITH_HAND_OUT)).replace("TABLE delivery", "TABLE new_delivery", 1)
    connection.exec_driver_sql(wider)
    connection.exec_driver_sql("INSERT INTO new_delivery SELECT * FROM delivery")
    connection.exec_driver_sql("DROP TABLE delivery")
    connection.exec_driver_sql("ALTER TABLE new_delivery RENAME TO delivery")
    for index in indexes:
        connection.exec_driver_sql(index)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
