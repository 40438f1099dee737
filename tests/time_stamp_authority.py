"""A time stamp service (RFC 3161) of our own on loopback, which answers by the `openssl ts` command."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from notifier.vocabulary import LOCALHOST

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = {digest}
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


class TimeStampAuthority:
    """Its keys and certificates in a folder, and what it does with the next question."""

    def __init__(self, folder: Path, kind: type[Key] = ec.EllipticCurvePrivateKey, digest: str = "sha256") -> None:
        if shutil.which("openssl") is None:
            pytest.skip("there is no openssl command here, which answers for the time stamp service")
        folder.mkdir()
        self.folder, self.url = folder, ""
        self.status = 200  # of the next answers
        self.answer: bytes | None = None  # given instead of a stamp
        self.asked: list[bytes] = []  # every question, DER
        root_key, signer_key = make_key(kind), make_key(kind)
        self.root = certificate("Root of the stamps", root_key, None)
        signer = certificate("Stamps", signer_key, (self.root, root_key))
        (folder / "roots.pem").write_bytes(self.root.public_bytes(Encoding.PEM))
        (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        written = signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "signer.key").write_bytes(written)
        (folder / "serial").write_text("01\n", encoding="ascii")
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder, digest=digest), encoding="ascii")

    def stamp(self, query: bytes) -> bytes:
        """The answer to a question, DER."""
        (self.folder / "query").write_bytes(query)
        command = "openssl ts -reply -config tsa.cnf -queryfile query -out answer"
        subprocess.run(command.split(), cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()

    def handle(self, query: bytes) -> bytes:
        """What is answered over HTTP."""
        self.asked.append(query)
        return self.stamp(query) if self.answer is None else self.answer


@contextmanager
def listening(authority: TimeStampAuthority) -> Iterator[TimeStampAuthority]:
    """The service at work, at its `url`, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = authority.handle(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(authority.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOCALHOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    authority.url = f"http://{LOCALHOST}:{server.server_port}/tsr"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_key(kind: type[Key]) -> Key:
    if kind is rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def certificate(name: str, key: Key, issuer: tuple[x509.Certificate, Key] | None) -> x509.Certificate:
    """A certificate for a key: of a root without an issuer, else of one that may sign time stamps."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer[0].subject if issuer else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())
