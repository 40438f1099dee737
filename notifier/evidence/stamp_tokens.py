"""Time stamp tokens (RFC 3161): what is asked of a service, and the checks of what it gives, without any network.

A token is a signed statement (CMS, RFC 5652) that a hash was there at a time. Without certificates that somebody
trusts, its signature is checked against the certificate that it carries, which shows that it is whole and for what; who
made it, only trusted roots tell.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import (
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.base import HashAlgorithm

from notifier.errors import EvidenceFault
from notifier.evidence import der_values
from notifier.evidence.der_values import DerValue

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_MESSAGE_DIGEST = "06092a864886f70d010904"  # the attribute with the hash of what is signed, RFC 5652 section 11.2
# Object identifiers, as in the token, of digests and of signatures with a digest (RFC 5754, RFC 5758).
_HASHES: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {
        **dict.fromkeys(("0609608648016503040201", "06092a864886f70d01010b", "06082a8648ce3d040302"), hashes.SHA256()),
        **dict.fromkeys(("0609608648016503040202", "06092a864886f70d01010c", "06082a8648ce3d040303"), hashes.SHA384()),
        **dict.fromkeys(("0609608648016503040203", "06092a864886f70d01010d", "06082a8648ce3d040304"), hashes.SHA512()),
    }
)


class StampRequest(NamedTuple):
    """What is sent to a service, DER, and the number in it that its answer has to repeat."""

    query: bytes
    nonce: int | None


class StampToken(NamedTuple):
    """A token, DER, which was checked, and the time in it."""

    token: bytes
    stamped_at: datetime


def stamp_request(signed: bytes) -> StampRequest:
    """Ask for a stamp of these bytes: their SHA-256 goes into the request, and they do not."""
    request = TimestampRequestBuilder(data=signed, hash_algorithm=HashAlgorithm.SHA256).build()
    return StampRequest(request.as_bytes(), request.nonce)


def received_token(
    answer: bytes, signed: bytes, nonce: int | None, roots: Sequence[x509.Certificate] = ()
) -> StampToken:
    """The token in a service's answer (DER). Raises EvidenceFault unless it is granted, and for what was asked."""
    try:
        response = decode_timestamp_response(answer)
        is_granted = response.status == 0
        token = response.time_stamp_token() if is_granted else b""
        repeated = response.tst_info.nonce if is_granted else None
    except ValueError:
        raise EvidenceFault("its answer is no time stamp") from None
    if not is_granted:
        raise EvidenceFault(f"it refused, with the status {response.status}")
    if repeated != nonce:
        raise EvidenceFault("its answer is to another question")
    return StampToken(token, stamped_time(token, signed, roots))


def stamped_time(token: bytes, signed: bytes, roots: Sequence[x509.Certificate] = ()) -> datetime:
    """The time in a token that was kept. Raises EvidenceFault unless it holds, is of these bytes, and of these roots.

    With no roots nobody's word is taken for who the service is.
    """
    try:
        response = decode_timestamp_response(_granted(token))
        stated = response.tst_info
        imprint, at = stated.message_imprint, stated.gen_time
        if (imprint.hash_algorithm, imprint.message) != (_SHA256, hashlib.sha256(signed).digest()):
            raise EvidenceFault("the time stamp is of something else")
        _check_signature(token, _signer(response, at))
        if roots:
            VerifierBuilder(roots=list(roots)).build().verify_message(response, signed)
    except (ValueError, LookupError, x509.InvalidVersion, InvalidSignature, UnsupportedAlgorithm) as error:
        raise EvidenceFault(f"the time stamp does not hold ({type(error).__name__})") from error
    except VerificationError as error:
        raise EvidenceFault("the time stamp is of nobody whom TIMESTAMP_ROOTS names") from error
    return at


def _granted(token: bytes) -> bytes:
    """The answer that a token came in, which is what the library reads: a status of nought, and the token."""
    return der_values.sequence(bytes.fromhex("3003020100") + token)


def _signer(response: TimeStampResponse, at: datetime) -> x509.Certificate:
    """The certificate that the token says it is signed with. Raises ValueError for one that may not sign it."""
    (signer,) = response.signed_data.signer_infos
    carried = [x509.load_der_x509_certificate(one) for one in response.signed_data.certificates]
    (own,) = (one for one in carried if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number))
    try:
        usage = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise ValueError("the certificate is not for time stamps") from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("the certificate is not for time stamps alone")
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise ValueError("the certificate was not valid then")
    return own


def _check_signature(token: bytes, certificate: x509.Certificate) -> None:
    """Whether the certificate's key signed what the token states (RFC 5652 section 5.4). Raises if not."""
    _, explicit = der_values.only(token).children()
    signed_data = der_values.only(explicit.content).children()
    content, signers = signed_data[2], signed_data[-1]
    stated = der_values.only(content.children()[1].content)
    (signer,) = signers.children()
    _, _, digest, attributes, algorithm, signature = signer.children()[:6]
    digest_hash = _HASHES[digest.children()[0].whole.hex()]
    expected = _digest(digest_hash, stated.content)
    if _attribute(attributes, _MESSAGE_DIGEST).content != expected:
        raise InvalidSignature
    signed = der_values.as_set(attributes)
    own_hash = _HASHES.get(algorithm.children()[0].whole.hex(), digest_hash)
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature.content, signed, padding.PKCS1v15(), own_hash)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature.content, signed, ec.ECDSA(own_hash))
    else:
        raise UnsupportedAlgorithm("the certificate's key is of another kind")


def _attribute(attributes: DerValue, kind: str) -> DerValue:
    (values,) = (one.children()[1] for one in attributes.children() if one.children()[0].whole.hex() == kind)
    (value,) = values.children()
    return value


def _digest(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(content)
    return digest.finalize()
