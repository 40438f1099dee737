"""the first tables"""

import sqlalchemy as sa
from alembic import op

import notifier.store.tables.declarative

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("own_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "pace",
        sa.Column(
            "channel",
            sa.Enum(
                "sms", "email", "letter", "footer", name="channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("free_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_pace")),
    )
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ods_code", sa.String(length=10), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("created_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("ods_code", name=op.f("uq_practice_ods_code")),
    )
    op.create_table(
        "suppression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "sms", "email", "letter", "footer", name="channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("since", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
    )
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.create_index(
            "uq_suppression_in_force",
            ["channel", "address"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_staff_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(length=60), nullable=False),
        sa.Column("preset_data", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "campaign_status",
            sa.Enum(
                "draft",
                "approved",
                "running",
                "paused",
                "closed",
                "cancelled",
                name="campaignstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column(
            "evidence_needed",
            sa.Enum(
                "none",
                "passive",
                "posted",
                "sent",
                "delivered",
                "replied",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("launched_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("paused_because", sa.String(length=300), nullable=True),
        sa.Column("resumed_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_campaign_created_by")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_campaign_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "inbound_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("received_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                "keep",
                "stop",
                "start",
                "unclear",
                name="textmeaning",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reply_ids", sa.JSON(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_inbound_text_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_text")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_inbound_text_provider_event_id")),
    )
    with op.batch_alter_table("inbound_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_text_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbound_text_sender"), ["sender"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbound_text_settled_at"), ["settled_at"], unique=False)

    op.create_table(
        "patient_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("codes_read", sa.JSON(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        sa.Column("imported_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["staff.id"], name=op.f("fk_patient_list_imported_by")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_patient_list_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_list")),
    )
    with op.batch_alter_table("patient_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_list_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "staff_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "manager",
                "approver",
                "reception",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("approved_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("warning", sa.Text(), nullable=False),
        sa.Column("sign_off", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_approval_approved_by")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_approval_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("own_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_audit_event_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_text_campaign_id")),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_campaign_text_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_text")),
        sa.UniqueConstraint(
            "campaign_id",
            "part",
            "language",
            "version",
            name=op.f("uq_campaign_text_campaign_id_part_language_version"),
        ),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("first_list_id", sa.Integer(), nullable=False),
        sa.Column("nhs_number", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=250), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("mobile", sa.String(length=16), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("address_lines", sa.JSON(), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("mailable", sa.Boolean(), nullable=False),
        sa.Column("deceased", sa.Boolean(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("sms_declined", sa.Boolean(), nullable=False),
        sa.Column("email_declined", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("accessible_format", sa.String(length=200), nullable=False),
        sa.Column("on_repeats", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["first_list_id"], ["patient_list.id"], name=op.f("fk_patient_first_list_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_patient_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("practice_id", "nhs_number", name=op.f("uq_patient_practice_id_nhs_number")),
    )
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_practice_id_email"), ["practice_id", "email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_patient_practice_id_family_name"), ["practice_id", "family_name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_patient_practice_id_mobile"), ["practice_id", "mobile"], unique=False)

    op.create_table(
        "preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("previewed_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_preview_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview")),
    )
    with op.batch_alter_table("preview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preview_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "published_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("published_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_published_page_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_page")),
        sa.UniqueConstraint(
            "campaign_id", "language", "version", name=op.f("uq_published_page_campaign_id_language_version")
        ),
    )
    op.create_table(
        "slice",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "sms", "email", "letter", "footer", name="channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("opened_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_slice_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "channel", name=op.f("pk_slice")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("link_serial", sa.Integer(), nullable=False),
        sa.Column("created_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_notice_campaign_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_notice_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("campaign_id", "patient_id", name=op.f("uq_notice_campaign_id_patient_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "patient_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joined",
                "left",
                "died",
                "changed",
                "returned",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["patient_list.id"], name=op.f("fk_patient_change_list_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_change_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_change")),
    )
    with op.batch_alter_table("patient_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_change_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patient_change_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "sms", "email", "letter", "footer", name="channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "wave",
            sa.Enum(
                "first",
                "reminder",
                "catch_up",
                "acknowledgement",
                name="wave",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column(
            "delivery_status",
            sa.Enum(
                "planned",
                "sending",
                "accepted",
                "delivered",
                "failed",
                "unknown",
                "cancelled",
                "skipped",
                name="deliverystatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "skip_reason",
            sa.Enum(
                "no_mobile",
                "sms_declined",
                "shared_mobile",
                "no_email",
                "email_declined",
                "shared_email",
                "sms_stopped",
                "email_stopped",
                "failed_before",
                "unmailable",
                "already_coded",
                "express_consent",
                "deceased",
                "left",
                "sensitive",
                name="skipreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "fail_reason",
            sa.Enum(
                "bad_address",
                "unreachable",
                "blocked",
                "returned",
                "not_rendered",
                "wrong_world",
                "stopped",
                "filtered",
                "account",
                "busy",
                "unavailable",
                "lost",
                "other",
                name="failreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("planned_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("lease_until", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("unknown_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(length=400), nullable=True),
        sa.Column("text_ids", sa.JSON(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("provider", sa.String(length=24), nullable=True),
        sa.Column("provider_id", sa.String(length=100), nullable=True),
        sa.Column("accepted_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("posted_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(delivery_status = 'failed') = (fail_reason IS NOT NULL)", name=op.f("ck_delivery_failure_has_reason")
        ),
        sa.CheckConstraint(
            "(delivery_status = 'skipped') = (skip_reason IS NOT NULL)", name=op.f("ck_delivery_skip_has_reason")
        ),
        sa.CheckConstraint("notice_id IS NOT NULL OR channel = 'footer'", name=op.f("ck_delivery_notice_or_footer")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_delivery_campaign_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice_id", "wave", "channel", name=op.f("uq_delivery_notice_id_wave_channel")),
        sa.UniqueConstraint("reference", name=op.f("uq_delivery_reference")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_campaign", ["campaign_id", "delivery_status"], unique=False)
        batch_op.create_index("ix_delivery_due", ["delivery_status", "channel", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_sent_to"), ["sent_to"], unique=False)

    op.create_table(
        "link",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("check_value", sa.LargeBinary(length=32), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_link_campaign_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_link_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_link")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_link_fingerprint")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("keep", "agree", "unsure", name="choice", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "page",
                "sms",
                "paper",
                "phone",
                "counter",
                "email",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("received_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column(
            "doubt",
            sa.Enum(
                "unverified",
                "conflict",
                "unclear",
                "on_behalf",
                "stopped",
                name="doubt",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_reply_notice_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_reply_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("reference", name=op.f("uq_reply_reference")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_settled_at"), ["settled_at"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accepted",
                "delivered",
                "posted",
                "failed",
                "noted",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("reported_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_receipt_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_receipt_provider_event_id")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "doubt",
            sa.Enum(
                "unverified",
                "conflict",
                "unclear",
                "on_behalf",
                "stopped",
                name="doubt",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", notifier.store.tables.declarative.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closing_reply_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_review_campaign_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_review_closed_by")),
        sa.ForeignKeyConstraint(["closing_reply_id"], ["reply.id"], name=op.f("fk_review_closing_reply_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_review_notice_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_review_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_review_reply_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_notice_id"), ["notice_id"], unique=False)
    # The chain begins before its first event; whoever appends locks this row.
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("event_id"), sa.column("own_hash")),
        [{"id": 1, "event_id": 0, "own_hash": "0" * 64}],
    )


def downgrade() -> None:
    """Go down again."""
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_notice_id"))
        batch_op.drop_index(batch_op.f("ix_review_campaign_id"))

    op.drop_table("review")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_delivery_id"))

    op.drop_table("receipt")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_settled_at"))
        batch_op.drop_index(batch_op.f("ix_reply_notice_id"))

    op.drop_table("reply")
    op.drop_table("link")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_sent_to"))
        batch_op.drop_index(batch_op.f("ix_delivery_provider_id"))
        batch_op.drop_index("ix_delivery_due")
        batch_op.drop_index("ix_delivery_campaign")

    op.drop_table("delivery")
    with op.batch_alter_table("patient_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_change_patient_id"))
        batch_op.drop_index(batch_op.f("ix_patient_change_list_id"))

    op.drop_table("patient_change")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_patient_id"))

    op.drop_table("notice")
    op.drop_table("slice")
    op.drop_table("published_page")
    with op.batch_alter_table("preview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preview_campaign_id"))

    op.drop_table("preview")
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_practice_id_mobile"))
        batch_op.drop_index(batch_op.f("ix_patient_practice_id_family_name"))
        batch_op.drop_index(batch_op.f("ix_patient_practice_id_email"))

    op.drop_table("patient")
    op.drop_table("campaign_text")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_campaign_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_campaign_id"))

    op.drop_table("approval")
    op.drop_table("staff_role")
    with op.batch_alter_table("patient_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_list_practice_id"))

    op.drop_table("patient_list")
    with op.batch_alter_table("inbound_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_text_settled_at"))
        batch_op.drop_index(batch_op.f("ix_inbound_text_sender"))
        batch_op.drop_index(batch_op.f("ix_inbound_text_received_at"))

    op.drop_table("inbound_text")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_practice_id"))

    op.drop_table("campaign")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_practice_id"))

    op.drop_table("staff")
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_suppression_in_force",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.drop_table("suppression")
    op.drop_table("practice")
    op.drop_table("pace")
    op.drop_table("audit_head")
