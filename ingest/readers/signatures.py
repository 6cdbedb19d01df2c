"""Digital signatures of a PDF, checked offline: nothing is fetched, and the file is only read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from ingest.readers.failures import Reason, Unreadable
from ingest.signatures.values import Coverage, Signature, Trust

MAX_SIGNATURES = 50
LONGEST_NAME = 200
_DAMAGED = (PdfError, SignatureValidationError, UnacceptableSignerError, ValueError, TypeError, KeyError, OSError)
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}
_HARMLESS = {
    None,
    ModificationLevel.NONE,
    ModificationLevel.LTA_UPDATES,
    ModificationLevel.FORM_FILLING,
    ModificationLevel.ANNOTATIONS,
}


def read_signatures(content: bytes, roots: Sequence[bytes]) -> tuple[Signature, ...]:
    """Return the signatures of a PDF in the order they were made; empty where there are none.

    Args:
        content: the whole file, never changed.
        roots: trusted certificates (PEM or DER); without any no signature's trust is judged.

    Raises:
        Unreadable: no PDF that can be opened, or more signatures than anyone needs.
    """
    try:
        found = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
    except _DAMAGED as error:
        raise Unreadable(Reason.BROKEN, f"signatures: {type(error).__name__}") from error
    if len(found) > MAX_SIGNATURES:
        raise Unreadable(Reason.TOO_LARGE, f"{len(found)} signatures")
    trusted = [each for root in roots for each in load_certs_from_pemder_data(root)]
    return tuple(_checked(each, trusted) for each in found)


def _checked(embedded: EmbeddedPdfSignature, trusted: Sequence[Any]) -> Signature:
    """Check one signature; one that cannot be checked says why and vouches for nothing."""
    context = ValidationContext(trust_roots=list(trusted), allow_fetching=False, revocation_mode="soft-fail")
    try:
        certificate = embedded.signer_cert
        status: Any = validate_pdf_signature(embedded, context, context)
    except _DAMAGED as error:
        problem = f"{type(error).__name__}: {error}"[:LONGEST_NAME]
        return Signature(str(embedded.field_name)[:LONGEST_NAME], problem=problem)
    stamp = status.timestamp_validity
    signed_at = stamp.timestamp if stamp is not None else status.signer_reported_dt
    return Signature(
        field=str(embedded.field_name)[:LONGEST_NAME],
        signer=_part(certificate.subject, "common_name"),
        organisation=_part(certificate.subject, "organization_name"),
        issuer=_part(certificate.issuer, "common_name"),
        signed_at=_aware(signed_at),
        is_stamped=stamp is not None and stamp.intact and stamp.valid,
        is_intact=bool(status.intact and status.valid),
        coverage=_COVERAGE.get(status.coverage, Coverage.PART),
        harmful_change=status.modification_level not in _HARMLESS,
        trust=(Trust.TRUSTED if status.trusted else Trust.UNKNOWN) if trusted else Trust.UNCHECKED,
    )


def _part(name: Any, part: str) -> str:  # noqa: ANN401 - of a library without types
    told = name.native.get(part, "")
    return (" / ".join(told) if isinstance(told, list) else str(told))[:LONGEST_NAME]


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
