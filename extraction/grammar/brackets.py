"""Units in brackets behind the work: "Xây dựng quy trình … (Công an tỉnh chủ trì, Sở X phối hợp; trong tháng 5)"."""

import re

from extraction.grammar.clauses import Clause, Reading
from extraction.grammar.labels import Label, units_listed
from extraction.grammar.terms import find_terms
from extraction.grammar.units import UnitReader
from ingest.folding import fold

_TOLD = frozenset({"khi", "nếu", "do", "của", "để"})  # words behind which a unit is spoken of, and not charged
FEWEST_WORDS = 4  # of the work before the brackets
_LAST = re.compile(r"\((?P<inner>[^()]{4,240})\)[\s.;,/]*$")
_ROLE = re.compile(r"\b(?:chu tri|phoi hop|thuc hien|dau moi|phu trach|chiu trach nhiem)\b")


def charged_in_brackets(clause: Clause, units: UnitReader) -> Clause:
    """Return the clause with the units that its closing brackets charge: they open them, with a role or a time."""
    paragraph = clause.paragraph
    nameless = clause.reading in (Reading.WORK, Reading.OTHER) and not clause.leads
    match = _LAST.search(paragraph.text) if nameless and paragraph.mark else None
    if match is None or len(paragraph.text[clause.said : match.start()].split()) < FEWEST_WORDS:
        return clause
    first, inner = match.start("inner"), match["inner"]
    at = clause.tokens.from_offset(first)
    told = bool(_ROLE.search(fold(inner))) or bool(find_terms(inner, None, lenient=True))
    if not told or not units.begins(at):
        return clause
    leads, coordinators = units_listed(units, first, Label.LEAD)
    leads = tuple(u for u in leads if clause.tokens[clause.tokens.from_offset(u.start) - 1].text.lower() not in _TOLD)
    if not leads:
        return clause
    known = {fold(u.name) for u in leads}
    others = tuple(u for u in (*clause.coordinators, *coordinators) if fold(u.name) not in known)
    names = {fold(u.name): u for u in others}
    return clause._replace(reading=Reading.CHARGE, leads=leads, coordinators=tuple(names.values()))
