"""What the audit chain can say that somebody did: the word that it keeps, a sentence for people, and its details."""

from collections.abc import Mapping
from enum import StrEnum

_OF_PURGE = ("patients", "rows", "practice", "campaigns", "certificate")


class AuditAction(StrEnum):
    """One thing that is done and has to be answered for.

    A member is written as the word that the chain keeps, a sentence, and the names of the details that an event of it
    may carry: ids, counts, hashes and words of our own, for the chain outlives the patients' rows. In a sentence,
    `{who}` is whoever did it, and any other name in braces is that detail. A word never changes: events of it are
    hashed as they stand.
    """

    sentence: str
    details: frozenset[str]

    def __new__(cls, word: str, sentence: str, *details: str) -> "AuditAction":
        """A member whose value is the word alone."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.sentence, member.details = sentence, frozenset(details)
        return member

    PRACTICE_SET = "practice.set", "{who} set the details of practice {ods_code}", "practice", "ods_code", "changed"
    PRACTICE_REMOVED = (
        "practice.removed",
        "{who} removed practice {ods_code}, for which nothing had been done",
        "practice",
        "ods_code",
    )
    FIRST_RUN_OFFERED = (
        "first_run.offered",
        "{who} showed an address at which a practice can be set up for {hours} hours",
        "hours",
    )
    FIRST_RUN_USED = "first_run.used", "{who} set practice {practice} up in the browser", "practice"
    SETTINGS_SET = "settings.set", "{who} changed the settings {names}", "names"
    BACKUP_MADE = "backup.made", "{who} made a backup of {rows} rows, {bytes} bytes long", "rows", "bytes", "sha256"
    BACKUP_RESTORED = (
        "backup.restored",
        "{who} restored the backup of {backed_up_at}; {unknown} messages may have gone out since",
        "backed_up_at",
        "rows",
        "sha256",
        "unknown",
        "stopped",
    )
    MACHINE_SENDS = "machine.sends", "{who} let machine {machine} send: {verb}", "machine", "verb"
    STAFF_ADDED = "staff.added", "{who} gave person {subject} the role {role}", "subject", "role", "password_set"
    STAFF_CLOSED = "staff.closed", "{who} closed the account of person {subject}", "subject"
    STAFF_OPENED = "staff.opened", "{who} opened the account of person {subject} again", "subject"
    ROLE_TAKEN = "staff.role_taken", "{who} took the role {role} from person {subject}", "subject", "role"
    SIGNED_IN = "staff.signed_in", "{who} signed in at the command line for {hours} hours", "token", "hours"
    SIGNED_OUT = "staff.signed_out", "{who} signed out at the command line", "token"
    TOKEN_MADE = (
        "token.made",
        "{who} made token {token} for the API, with the roles {roles}, for {hours} hours",
        "token",
        "roles",
        "hours",
        "is_proof",
    )
    TOKEN_WITHDRAWN = "token.withdrawn", "{who} withdrew token {token} for the API", "token"
    PASSWORD_SET = "staff.password_set", "{who} chose a new password", "subject"
    PASSWORD_REFUSED = (
        "session.refused",
        "{who} refused a wrong password of person {subject}, given from: {place}",
        "subject",
        "place",
        "in_a_row",
    )
    FACTOR_REFUSED = (
        "session.factor_refused",
        "{who} refused a wrong second factor of person {subject}, given from: {place}",
        "subject",
        "place",
        "in_a_row",
    )
    FACTOR_ADDED = "staff.factor_added", "{who} set up a second factor, by {factor}", "subject", "factor", "factor_id"
    FACTOR_REMOVED = (
        "staff.factor_removed",
        "{who} removed a second factor of person {subject}: {factor}",
        "subject",
        "factor",
        "factor_id",
    )
    FACTORS_RESET = "staff.factors_reset", "{who} removed all second factors of person {subject}", "subject", "count"
    RECOVERY_CODES_MADE = "staff.recovery_codes", "{who} made {count} recovery codes", "subject", "count"
    LINK_MADE = (
        "link.made",
        "{who} made link {link}, with which person {subject} chooses a password",
        "link",
        "subject",
        "kind",
    )
    LINK_MAILED = "link.mailed", "{who} had link {link} emailed to person {subject}", "link", "subject"
    LINK_USED = "link.used", "{who} used link {link} to choose a password", "link", "subject", "kind"
    SESSION_BEGUN = "session.begun", "{who} signed in to the pages, by {factor}", "sign_in", "factor"
    SESSION_PROVEN = "session.proven", "{who} proved again who they are, by {factor}", "sign_in", "factor"
    SESSION_ENDED = (
        "session.ended",
        "{who} ended sign-in {sign_in} of person {subject}: {why}",
        "sign_in",
        "subject",
        "why",
    )
    IDENTITY_PINNED = (
        "identity.pinned",
        "{who} signed in for the first time by the practice's identity provider",
        "identity",
    )
    IDENTITY_REFUSED = (
        "identity.refused",
        "{who} did not let person {subject} in, for whom the identity provider vouched: {why}",
        "subject",
        "why",
    )
    OUTCOMES_READ = "outcomes.read", "{who} read what follows for every patient, as known at {at}", "at"
    PATIENT_OPENED = "patient.opened", "{who} opened the page of patient {patient}", "patient"
    LIST_IMPORTED = "list.imported", "{who} imported list {list}", "list", "sha256", "counts", "made_on", "expected"
    LIST_UPLOADED = "list.uploaded", "{who} gave upload {upload} of a list", "upload", "sha256", "size"
    UPLOAD_CANCELLED = "list.upload_cancelled", "{who} cancelled upload {upload} of a list", "upload"
    REFUSED_ROWS_TAKEN = (
        "list.refused_rows_taken",
        "{who} took the {refused} refused rows of upload {upload} away as a file",
        "upload",
        "refused",
    )
    LIST_UNDONE = (
        "list.undone",
        "{who} took list {undone} back: {joiners} joiners removed, {restored} patients as they were before",
        "list",
        "undone",
        "joiners",
        "restored",
    )
    JOINERS_RELEASED = "list.released", "{who} let those who joined with list {list} be told at once", "list"
    IDENTITY_SETTLED = "identity.settled", "{who} settled who is meant in doubt {doubt}: {found}", "doubt", "found"
    CAMPAIGN_CREATED = "campaign.created", "{who} created the campaign from the preset {preset}", "preset"
    DETAILS_EDITED = "campaign.details_edited", "{who} changed of the campaign: {changed}", "changed"
    TEXT_EDITED = "campaign.text_edited", "{who} changed the {part} in the language {language}", "part", "language"
    CAMPAIGN_PREVIEWED = "campaign.previewed", "{who} made the preview {fingerprint}", "fingerprint", "counts"
    PATIENT_PREVIEWED = "patient.previewed", "{who} asked to see what patient {patient} would get", "patient"
    TEST_SENT = "campaign.test_sent", "{who} sent themself a test by {channel}", "channel"
    CAMPAIGN_APPROVED = "campaign.approved", "{who} approved the preview {fingerprint}", "fingerprint", "silent_codes"
    DEED_SIGNED = (
        "campaign.deed_signed",
        "{who} signed with their passkey what they did: {purpose}",
        *("purpose", "sha256", "signature_sha256", "key_sha256"),
    )
    SIGN_OFF_RECORDED = "campaign.sign_off_recorded", "{who} recorded the decision {name}", "name"
    BUDGET_SET = "campaign.budget_set", "{who} set what a launch may cost at most: {pounds} pounds", "pounds"
    BUDGET_CHANGED = (
        "campaign.budget_changed",
        "{who} changed the budget of the launched campaign from {before} to {pounds} pounds",
        "before",
        "pounds",
    )
    BUDGET_REACHED = (
        "campaign.budget_reached",
        "{who} let nothing more go by {channel}, for it would have passed the budget of {pounds} pounds",
        "channel",
        "pounds",
    )
    LAUNCH_ASKED = (
        "campaign.launch_asked",
        "{who} launched the campaign to {people} people, to begin in {seconds} seconds",
        "people",
        "seconds",
    )
    LAUNCH_STOPPED = "campaign.launch_stopped", "{who} stopped the launch before it began", "why"
    CAMPAIGN_RUNNING = "campaign.running", "{who} had the campaign run: {verb}", "verb"
    CAMPAIGN_PAUSED = "campaign.paused", "{who} paused the campaign", "verb", "why"
    CAMPAIGN_CLOSED = "campaign.closed", "{who} closed the campaign", "verb"
    CAMPAIGN_CANCELLED = "campaign.cancelled", "{who} gave the campaign up", "verb"
    DISPLAY_UP = "display.up", "{who} recorded that the {display} went up on {day}", "display", "day"
    DISPLAY_DOWN = "display.down", "{who} recorded that the {display} came down on {day}", "display", "day"
    NOTICES_PLANNED = "planning.notices", "{who} planned {notices} new notices", "notices"
    TELLING_CONFIRMED = (
        "telling.confirmed",
        "{who} found that delivery {delivery}, whose place was in doubt, reached its patient",
        "delivery",
    )
    DELIVERIES_SKIPPED = (
        "planning.skipped",
        "{who} skipped {deliveries} planned deliveries that may no longer go",
        "deliveries",
    )
    DELIVERIES_WITHDRAWN = "planning.withdrawn", "{who} called off {deliveries} planned deliveries", "deliveries"
    NEXT_CHANNEL_PLANNED = "planning.next_channel", "{who} planned the next channel for {notices} notices", "notices"
    REMINDERS_PLANNED = "planning.reminded", "{who} planned reminders for {notices} notices", "notices"
    CATCH_UPS_PLANNED = "planning.caught_up", "{who} planned to catch up with {notices} notices", "notices"
    HAND_OUTS_PLANNED = "planning.handed_out", "{who} planned letters to hand out for {notices} notices", "notices"
    SLICE_OPENED = (
        "slice.opened",
        "{who} let all of the {channel} go after {well} of the first came back well",
        "channel",
        "well",
    )
    CHANNEL_STOPPED = "channel.stopped", "{who} stopped sending by {channel}: {why}", "channel", "why"
    CHANNEL_GOES_ON = "channel.goes_on", "{who} went on sending by {channel}, after {tries} tries", "channel", "tries"
    ALARM_RAISED = "alarm.raised", "{who} had staff told that something stands still: {event}", "event"
    ALARM_OVER = "alarm.over", "{who} had staff told that it is over: {event}", "event"
    DELIVERY_SETTLED = "delivery.settled", "{who} settled whether delivery {delivery} went: {went}", "delivery", "went"
    RESTORED_SETTLED = (
        "delivery.restored_settled",
        "{who} settled whether {deliveries} messages by {channel} went before the restore: {went}",
        "channel",
        "deliveries",
        "went",
    )
    SUPPRESSION_ADDED = (
        "suppression.added",
        "{who} stopped the {channel} to an address: {why}",
        "suppression",
        "channel",
        "why",
    )
    SUPPRESSION_LIFTED = (
        "suppression.lifted",
        "{who} allowed the {channel} to an address again",
        "suppression",
        "channel",
    )
    LETTERS_PRINTED = (
        "letters.printed",
        "{who} had {letters} letters made in run {run}",
        "manifest_sha256",
        "run",
        "letters",
        "piles",
    )
    LETTERS_REPRINTED = (
        "letters.reprinted",
        "{who} had {letters} letters of run {reprint_of} made again in run {run}",
        "manifest_sha256",
        "run",
        "letters",
        "piles",
        "reprint_of",
    )
    LETTERS_POSTED = (
        "letters.posted",
        "{who} recorded that {letters} letters were posted",
        "letters",
        "posted_at",
        "run",
        "pile",
        "kept_back",
    )
    RUN_TAKEN = "letters.taken", "{who} took {file} of print run {run} away", "run", "file", "sha256"
    LETTER_RETURNED = (
        "letter.returned",
        "{who} recorded that the letter of delivery {delivery} came back: {reason}",
        "delivery",
        "reason",
    )
    LETTER_HANDED_OUT = "letter.handed_out", "{who} handed over the letter of delivery {delivery}", "delivery"
    LETTER_COPIED = "letter.copied", "{who} asked to see the letter of delivery {delivery}", "delivery"
    LINK_WITHDRAWN = "link.withdrawn", "{who} took back the link of notice {notice} and gave it another", "notice"
    REPLY_SETTLED = (
        "reply.settled",
        "{who} gave reply {reply} by {source}: {choice}",
        "reply",
        "choice",
        "source",
        "doubt",
    )
    REPLY_UNDONE = "reply.undone", "{who} took reply {reply} back, which was logged for the wrong patient", "reply"
    REVIEW_CLOSED = "review.closed", "{who} closed review {review}: {choice}", "review", "choice"
    MATTER_NOTED = (
        "matter.noted",
        "{who} wrote down what was told of a patient, as matter {matter}: {kind}",
        "matter",
        "kind",
    )
    MATTER_ACKNOWLEDGED = "matter.acknowledged", "{who} acknowledged matter {matter}", "matter"
    MATTER_ENDED = "matter.ended", "{who} ended matter {matter}: {ending}", "matter", "ending"
    SLIP_KEPT = "slip.kept", "{who} kept slip {slip} of somebody who is not on the list: {choice}", "slip", "choice"
    SLIP_MATCHED = "slip.matched", "{who} found whose slip {slip} is, which became reply {reply}", "slip", "reply"
    SLIP_CLOSED = "slip.closed", "{who} closed slip {slip}, which is nobody's", "slip"
    PHOTO_ADDED = "photo.added", "{who} added picture {photo} of a slip", "photo"
    INBOUND_SETTLED = "inbound.settled", "{who} settled the text message {text}, which fitted nobody", "text"
    OUTCOMES_PROPOSED = (
        "outcomes.proposed",
        "{who} proposed to freeze the outcomes, as set {number}",
        "frozen_set",
        "number",
        "counts",
        "sha256",
    )
    OUTCOMES_FROZEN = (
        "outcomes.frozen",
        "{who} froze the outcomes, as set {number}",
        "frozen_set",
        "number",
        "counts",
        "sha256",
        "facts",
    )
    FACTS_SEALED = "facts.sealed", "{who} sealed facts {first} to {last} of the campaign", "first", "last", "root"
    OUTCOMES_DIFFER = (
        "outcomes.differ",
        "{who} found {opened} outcomes that are not as they were frozen, and {ended} that are again",
        "opened",
        "ended",
    )
    CODING_TASK_DONE = "coding.done", "{who} finished task {task}: {kind}", "task", "kind"
    CODES_CHECKED = (
        "codes.checked",
        "{who} compared the codes of an export with set {number}: {verdict}",
        "run",
        "number",
        "sha256",
        "counts",
        "verdict",
    )
    EVIDENCE_PACKED = (
        "evidence.packed",
        "{who} packed the evidence; the sum of its manifest is {sha256}",
        "sha256",
        "redacted",
    )
    EXPORT_WRITTEN = "export.written", "{who} exported the outcomes", "frozen_set", "counts", "sha256"
    FILE_TAKEN = "file.taken", "{who} took the {what} of job {job} away as a file", "what", "job", "sha256"
    PEOPLE_TAKEN = (
        "people.taken",
        "{who} took the list {list} of {people} patients away as a file",
        "list",
        "people",
        "sha256",
    )
    AUDIT_TAKEN = "audit.taken", "{who} took {events} events of this record away as a file", "events", "sha256"
    TRANSFER_LETTER = (
        "transfer.letter",
        "{who} wrote a letter for the practice to which patient {patient} moves",
        "patient",
    )
    PATIENT_DISCLOSED = (
        "patient.disclosed",
        "{who} made a copy of everything on record about patient {patient}: {rows} rows, {files} files",
        "patient",
        "rows",
        "files",
        "sha256",
        "pdf_sha256",
    )
    KEY_ANNOUNCED = (
        "chain.key",
        "{who} had this record signed from now on with the key {key}",
        *("practice", "key", "public_key"),
    )
    CHAIN_SIGNED = (
        "chain.signed",
        "{who} signed this record up to event {number}, with the key {key}: {purpose}",
        *("practice", "number", "head", "key", "purpose"),
    )
    CHAIN_STAMPED = (
        "chain.stamped",
        "{who} had what was signed up to event {number} stamped by {service}",
        *("practice", "number", "service", "stamped_at", "sha256"),
    )
    STAMP_FAILED = "stamp.failed", "{who} got no time stamp from {service}: {why}", "practice", "service", "why"
    PURGED = "retention.purged", "{who} had {patients} patients forgotten, whose time was over", *_OF_PURGE
    CAMPAIGNS_PURGED = "retention.campaigns", "{who} had patients of campaigns {campaigns} forgotten", *_OF_PURGE


_BY_WORD: Mapping[str, AuditAction] = {action.value: action for action in AuditAction}


def in_a_sentence(action: str, who: str, details: Mapping[str, object]) -> str:
    """An event as a sentence without a full stop; of an action of another release, its word and who did it.

    A detail that the event lacks, as one of an earlier release may, is a dash.
    """
    known = _BY_WORD.get(action)
    return known.sentence.format_map(_Filled({**details, "who": who})) if known else f"{who}: {action}"


class _Filled(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "-"
