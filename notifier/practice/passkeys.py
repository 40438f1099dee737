"""Passkeys (WebAuthn): a phone, a computer or a stick signs a challenge of ours after it made sure who holds it.

The challenge stands in the row of the sign-in for which it was made and is taken out before an answer is looked at, so
that each is answered once, right or wrong. A passkey works at the host it was made at and at no other, which is what
makes it useless to a site that only looks like ours.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import webauthn
from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.practice.second_factors import note_added
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Passkey, SignIn
from notifier.vocabulary import ProofKind

_LONGEST = 20_000  # characters of an answer; a browser's has some two thousand
_ANSWER_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)  # the last four: it is no answer


class PasskeyPlace(NamedTuple):
    """Where a browser is asked for a passkey."""

    site: str  # the host, without a port
    origin: str  # scheme, host and port, as the browser has them
    sign_in_id: int


class PasskeyAnswer(NamedTuple):
    """What a passkey signed, as the browser gave it, after it was checked."""

    challenge: bytes
    site: str  # the host, without a port
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    public_key: bytes  # COSE


def ask_for_new(session: Session, person: StaffAccount, place: PasskeyPlace) -> str:
    """What a browser is handed to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.site,
        rp_name=f"Fair Notice ({person.practice_name})",
        user_id=f"{person.id}".encode(),
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=_descriptors(session, person.id, place.site),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    session.get_one(SignIn, place.sign_in_id).challenge = options.challenge
    return webauthn.options_to_json(options)


def add_passkey(
    database: Database, person: StaffAccount, place: PasskeyPlace, answer: str, device: str, now: datetime
) -> None:
    """Take what the browser made; all that the person is signed in with ends, but this sign-in.

    `answer` is the browser's JSON, `device` the browser in words of ours. Raises ValueRefused for an answer that does
    not hold.
    """
    challenge = _take_challenge(database, place)
    with _refused(lambda: ValueRefused("the passkey could not be made: try again, and finish within a minute")):
        made = webauthn.verify_registration_response(
            credential=answer[:_LONGEST],
            expected_challenge=challenge,
            expected_rp_id=place.site,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    with database.writing() as session:
        credential = bytes_to_base64url(made.credential_id)
        if session.execute(select(exists().where(Passkey.credential == credential))).scalar_one():
            raise ValueRefused("this passkey is set up already")
        key = Passkey(
            staff_id=person.id,
            credential=credential,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            site=place.site,
            device=device,
            added_at=now,
        )
        session.add(key)
        session.flush()
        note_added(session, person, ProofKind.PASSKEY, key.id, place.sign_in_id, now)


def ask_for_held(session: Session, staff_id: int, place: PasskeyPlace, challenge: bytes | None = None) -> str:
    """What a browser is handed to use a passkey that a person has, as JSON; without a challenge one is drawn."""
    options = webauthn.generate_authentication_options(
        rp_id=place.site,
        challenge=challenge,
        allow_credentials=_descriptors(session, staff_id, place.site),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    session.get_one(SignIn, place.sign_in_id).challenge = options.challenge
    return webauthn.options_to_json(options)


def use_passkey(database: Database, staff_id: int, place: PasskeyPlace, answer: str, now: datetime) -> PasskeyAnswer:
    """Take what a browser signed as proof that this person holds their passkey, and return it.

    Raises NotAllowed for an answer that does not hold: another's or an old challenge, a wrong signature, or a count
    that runs behind, as of a passkey that somebody copied.
    """
    challenge = _take_challenge(database, place)
    wrong = NotAllowed("the passkey was not accepted: try again, or use another way")
    try:
        with _refused(lambda: wrong), database.writing() as session:
            credential = parse_authentication_credential_json(answer[:_LONGEST])
            ours = Passkey.staff_id == staff_id, Passkey.credential == bytes_to_base64url(credential.raw_id)
            key = session.execute(select(Passkey).where(*ours).with_for_update()).scalar_one_or_none()
            if key is None:
                raise wrong
            signed = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=place.site,
                expected_origin=place.origin,
                credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count,
                require_user_verification=True,
            )
            key.sign_count, key.last_used_at = signed.new_sign_count, now
            said = credential.response
            parts = said.client_data_json, said.authenticator_data, said.signature, key.public_key
            return PasskeyAnswer(challenge, place.site, *parts)
    except NotAllowed:
        with database.writing() as session:
            audit.append(session, AuditAction.FACTOR_REFUSED, now, subject=staff_id, place="passkey")
        raise


def _take_challenge(database: Database, place: PasskeyPlace) -> bytes:
    """The challenge of the sign-in, which is over now. Raises NotAllowed where there is none."""
    with database.writing() as session:
        row = session.get_one(SignIn, place.sign_in_id, with_for_update=True)
        challenge, row.challenge = row.challenge, None
    if challenge is None:
        raise NotAllowed("this was answered already: try again")
    return challenge


@contextmanager
def _refused(refusal: Callable[[], Exception]) -> Iterator[None]:
    try:
        yield
    except _ANSWER_BROKEN as error:
        raise refusal() from error


def _descriptors(session: Session, staff_id: int, site: str) -> list[PublicKeyCredentialDescriptor]:
    query = select(Passkey.credential).where(Passkey.staff_id == staff_id, Passkey.site == site).order_by(Passkey.id)
    found = session.execute(query).scalars()
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in found]
