"""Signatures are checked offline, each says what it does and does not vouch for, and nothing harms the reading."""

from datetime import UTC, datetime

import pytest

from ingest.readers.failures import Unreadable
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.readers.signatures import read_signatures
from ingest.signatures.values import Coverage, Signature, Trust, from_plain, signatures_from_json, signatures_to_json
from tests.signed import ORGANISATION, SIGNER, make_authority, plain_pdf, signed


@pytest.fixture(scope="module")
def authority():
    return make_authority()


@pytest.fixture(scope="module")
def paper(authority) -> bytes:
    return signed(plain_pdf("So: 12/UBND-VX", "Giao So Tai chinh"), authority)


def test_an_untouched_signature_is_intact_over_the_whole_file_and_names_its_signer(paper, authority):
    (signature,) = read_signatures(paper, [authority.root_pem])
    assert (signature.signer, signature.organisation) == (SIGNER, ORGANISATION)
    assert signature.is_intact
    assert signature.coverage is Coverage.WHOLE
    assert not signature.harmful_change
    assert signature.trust is Trust.TRUSTED
    assert not signature.is_stamped
    assert abs((datetime.now(UTC) - signature.signed_at).total_seconds()) < 3600


def test_trust_is_told_apart_from_integrity(paper):
    assert [s.trust for s in read_signatures(paper, [])] == [Trust.UNCHECKED]
    (stranger,) = read_signatures(paper, [make_authority("Tổ chức khác").root_pem])
    assert (stranger.is_intact, stranger.trust) == (True, Trust.UNKNOWN)


def test_a_changed_byte_is_seen(paper):
    at = paper.index(b"Giao So Tai chinh")
    (signature,) = read_signatures(paper[:at] + b"Giao So Noi vu   " + paper[at + 17 :], [])
    assert not signature.is_intact


def test_what_was_added_after_signing_is_told(paper, authority):
    first, second = read_signatures(signed(paper, authority, "ChuKy2"), [authority.root_pem])
    assert (first.coverage, first.harmful_change, first.is_intact) == (Coverage.REVISION, False, True)
    assert second.coverage is Coverage.WHOLE


def test_a_paper_without_signatures_has_none():
    assert read_signatures(plain_pdf("nothing signed"), []) == ()


@pytest.mark.parametrize("content", [b"", b"no pdf /ByteRange", b"%PDF-1.7\n/ByteRange [0 1 2 3]"])
def test_what_is_no_pdf_is_refused_with_a_reason(content: bytes):
    with pytest.raises(Unreadable):
        read_signatures(content, [])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_a_cut_or_garbled_signature_never_vouches(paper: bytes, share: float):
    cut = int(len(paper) * share)
    for content in (paper[:cut], paper[:cut] + b"\x00" * 64 + paper[cut + 64 :]):
        assert not any(s.is_intact and s.coverage is Coverage.WHOLE for s in found_or_refused(content))


def found_or_refused(content: bytes) -> tuple[Signature, ...]:
    try:
        return read_signatures(content, [])
    except Unreadable:
        return ()


def test_signatures_are_checked_in_a_process_of_their_own(paper, authority):
    with ReaderProcesses(1, ReadingLimits()) as readers:
        assert readers.signatures(paper, [authority.root_pem])[0].trust is Trust.TRUSTED
        assert readers.signatures(plain_pdf("nothing"), []) == ()


def test_a_check_is_kept_as_json_and_comes_back_the_same(paper):
    found = read_signatures(paper, [])
    assert signatures_from_json(signatures_to_json(found)) == found
    failed = Signature("x", problem="broken")
    assert from_plain(failed.plain()) == failed
    assert not failed.is_intact
