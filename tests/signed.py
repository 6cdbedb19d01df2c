"""Signed papers of invented authorities: a certificate chain, a PDF, a signature on it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigFieldSpec
from reportlab.pdfgen.canvas import Canvas

SIGNER = "Lê Thanh Bình"
ORGANISATION = "Văn phòng UBND tỉnh"


@dataclass(frozen=True)
class Authority:
    """A root that signs certificates, and a signer whose certificate it signed."""

    root_pem: bytes
    signer: SimpleSigner


def make_authority(name: str = "Tổ chức chứng thực thử nghiệm") -> Authority:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    root = _certificate(root_name, root_name, root_key, root_key, is_authority=True)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, SIGNER),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        ]
    )
    certificate = _certificate(subject, root_name, key, root_key, is_authority=False)
    plain = serialization.NoEncryption()
    held = serialization.pkcs12.serialize_key_and_certificates(b"signer", key, certificate, [root], plain)
    signer = SimpleSigner.load_pkcs12_data(held, other_certs=[], passphrase=None)
    return Authority(root.public_bytes(serialization.Encoding.PEM), signer)


def plain_pdf(*lines: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for number, line in enumerate(lines):
        canvas.drawString(72, 780 - 20 * number, line)
    canvas.save()
    return out.getvalue()


def signed(content: bytes, authority: Authority, field: str = "ChuKy") -> bytes:
    """Return the PDF with one more signature, added after everything that was there."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    field_spec = SigFieldSpec(sig_field_name=field)
    # In a thread of its own: signing runs an event loop, and in a worker with an open browser one is running already.
    with ThreadPoolExecutor(1) as pool:
        out = pool.submit(sign_pdf, writer, metadata, authority.signer, new_field_spec=field_spec).result()
    return out.getvalue()


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())
