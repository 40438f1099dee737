"""Who works with the program, how they prove who they are, and what ends what they are signed in with."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do."""

    MANAGER = "manager"  # imports lists, prepares and launches campaigns, exports
    APPROVER = "approver"  # approves what somebody else prepared
    RECEPTION = "reception"  # finds patients, logs replies, settles reviews
    AUDITOR = "auditor"  # reads counts, evidence and the audit chain


class ProofKind(StrEnum):
    """By what somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - the word, and no password
    ONE_TIME_CODE = "one_time_code"  # of an app that makes one every half minute (TOTP)
    PASSKEY = "passkey"  # WebAuthn
    RECOVERY_CODE = "recovery_code"  # one of those that are kept on paper
    PROVIDER = "provider"  # the practice's own sign-in, such as NHSmail's (OIDC)


class IdentityRefusal(StrEnum):
    """Why somebody for whom the practice's own identity provider vouches is not let in."""

    UNKNOWN = "unknown"  # nobody here has that address
    CLOSED = "closed"  # whose account is closed
    NOT_VERIFIED = "not_verified"  # the provider does not say that the address is theirs
    ANOTHER_PERSON = "another_person"  # the address came with another number of the provider's before


class SignInEnd(StrEnum):
    """Why a sign-in is over."""

    SIGNED_OUT = "signed_out"  # by its person, there
    ENDED_ELSEWHERE = "ended_elsewhere"  # by its person, from another browser
    ENDED_BY_MANAGER = "ended_by_manager"
    NEW_PASSWORD = "new_password"  # noqa: S105 - a word of ours, and no password
    NEW_FACTOR = "new_factor"  # a second factor was added or removed
    ROLE_TAKEN = "role_taken"
    ACCOUNT_CLOSED = "account_closed"
    IDLE = "idle"  # nothing was done with it for SIGN_IN_IDLE_MINUTES
    TOO_OLD = "too_old"  # SIGN_IN_HOURS after it was made


class TokenPurpose(StrEnum):
    """What a personal token is for: it proves nothing anywhere else."""

    COMMAND_LINE = "command_line"  # in a file of its person's, made by signing in there
    API = "api"  # in a program of its person's, made on the page of their account


class AccountLinkKind(StrEnum):
    """What a link is for by which somebody chooses a password."""

    INVITATION = "invitation"  # of who has none yet
    RESET = "reset"  # of who forgot theirs, or whose somebody else may know
