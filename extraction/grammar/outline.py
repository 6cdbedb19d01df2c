"""The tree of a directive: which item holds which, what a lead-in or heading hands down, what a label adds above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extraction.grammar.clauses import Clause, Reading
from extraction.grammar.deadlines import inline_time
from extraction.grammar.labels import Label
from extraction.grammar.marks import Rank
from extraction.grammar.scope import is_decision, is_exhortation, is_idle_section
from extraction.grammar.units import Named
from extraction.values import Mode
from ingest.folding import fold

_BARE_TITLES = frozenset({"chu tich", "giam doc", "thu truong", "nguoi dung dau", "thu truong don vi", "bi thu"})
_REPORTS = re.compile(r"\b(?:bao cao|gui ve|gui|thoi gian|thoi han|truoc ngay|cham nhat)\b")
_EXHORTING = frozenset({Rank.NONE, Rank.NUMBER, Rank.ROMAN, Rank.ARTICLE})  # marks of paragraphs that may exhort
_REQUIREMENT = "yeu cau:"  # the half of "mục đích, yêu cầu" that says how, and orders nobody
SHORT_HEADING = 80  # characters
LEAF = 9.5  # depth of an unmarked paragraph that holds nothing


class Source(NamedTuple):
    """Units, and the clause in whose paragraph they stand."""

    units: tuple[Named, ...]
    clause: Clause


class Item(NamedTuple):
    """A clause with what its place in the tree gives it."""

    clause: Clause
    leads: Source | None
    coordinators: tuple[Source, ...]
    mode: Mode
    lead_in: bool
    idle: bool
    work: bool
    timed_by: tuple[Clause, ...] = ()  # labelled lines that state its time
    introduced_by: tuple[Clause, ...] = ()  # lead-ins, nearest first
    product: Clause | None = None  # labelled line or cell that names it
    continued_by: Clause | None = None  # an unmarked paragraph after it that goes on with the same duty

    @property
    def carries_on(self) -> bool:
        """Whether the paragraph after it speaks of where and when the work is to be reported."""
        return self.continued_by is not None and bool(_REPORTS.search(self.continued_by.paragraph.folded))


@dataclass(slots=True)
class _Frame:
    depth: float
    clause: Clause
    idle: bool
    lead_in: bool
    leads: Source | None = None
    coordinators: tuple[Source, ...] = ()
    mode: Mode | None = None
    members: list[int] = field(default_factory=list)


def read_outline(clauses: Sequence[Clause], root: Source | None) -> tuple[Item, ...]:
    """Return every clause with the leads, coordinators and mode that it has or inherits.

    Args:
        clauses: of the body, in reading order.
        root: the addressees, who are charged where nothing nearer names a unit.
    """
    clauses = _with_titles(clauses)
    depths = [_depth(clauses, i) for i in range(len(clauses))]
    frames: list[_Frame] = []
    items: list[Item] = []
    for index, clause in enumerate(clauses):
        depth = depths[index]
        if index and clause.paragraph.part != clauses[index - 1].paragraph.part:
            frames.clear()
        section = float(clause.paragraph.rank) if clause.reading == Reading.LABEL and not clause.row else depth
        if depth != LEAF or section <= Rank.NUMBER:
            depth = min(depth, section)
            while frames and frames[-1].depth >= depth:
                frames.pop()
        items.append(_item(clause, frames, root, lead_in=_leads_in(clauses, depths, index)))
        if depth != LEAF:
            frames.append(_frame(items[-1], depth, ordering=_orders_below(clauses, depths, index)))
    return tuple(_continued(_labelled(items)))


def _with_titles(clauses: Sequence[Clause]) -> list[Clause]:
    """Take a short marked line without a full stop for a heading where work stands below it."""
    read = list(clauses)
    for index, clause in enumerate(read[:-1]):
        below = read[index + 1]
        unmarked = clause.paragraph.rank == below.paragraph.rank == Rank.NONE
        deeper = below.paragraph.rank > clause.paragraph.rank or unmarked
        if (
            clause.titled
            and clause.reading != Reading.HEADING
            and deeper
            and below.reading in (Reading.WORK, Reading.CHARGE)
        ):
            read[index] = clause._replace(reading=Reading.HEADING, leads=clause.titled, coordinators=(), opened=False)
    return read


def _depth(clauses: Sequence[Clause], index: int) -> float:
    """Depth in the tree; an unmarked lead-in stands just above the items that follow it."""
    clause = clauses[index]
    if clause.reading == Reading.LABEL or clause.row:
        return LEAF
    rank = clause.paragraph.rank
    if rank != Rank.NONE:
        return float(rank)
    if not clause.introduces and clause.reading != Reading.HEADING:
        return LEAF
    following = next((c.paragraph.rank for c in clauses[index + 1 : index + 2]), Rank.NONE)
    return LEAF if following == Rank.NONE and not clause.leads else float(min(following, Rank.DASH)) - 0.5


def _children(depths: Sequence[float], index: int) -> range:
    end = index + 1
    while end < len(depths) and depths[end] > depths[index]:
        end += 1
    return range(index + 1, end)


def _leads_in(clauses: Sequence[Clause], depths: Sequence[float], index: int) -> bool:
    """Say whether a clause only introduces the work of lower items."""
    clause = clauses[index]
    if clause.reading == Reading.HEADING:
        return True
    if clause.label == Label.WORK and clause.reading == Reading.LABEL:
        return True
    if _is_title(clause) and _is_titled(clauses, index):
        return True
    if depths[index] == LEAF or not clause.introduces:
        return False
    children = [clauses[i] for i in _children(depths, index)]
    below = [c for c in children if c.paragraph.rank == (children[0].paragraph.rank if children else None)]
    return any(c.reading in (Reading.WORK, Reading.CHARGE, Reading.HEADING) for c in below)


def _is_title(clause: Clause) -> bool:
    """Say whether an item may be a title: a few words of nobody, without a mark behind them ("2. Bình ổn giá")."""
    if clause.reading != Reading.WORK or clause.leads or clause.row or clause.label is not None:
        return False
    words = clause.paragraph.words.rstrip() if clause.paragraph.mark else ""
    return 0 < len(words) < SHORT_HEADING and words[-1].isalnum()


def _is_titled(clauses: Sequence[Clause], index: int) -> bool:
    """Say whether what stands below a title names its own units: a lower item, or a paragraph before the next item."""
    rank = clauses[index].paragraph.rank
    below = clauses[index + 1] if index + 1 < len(clauses) else clauses[index]
    if not below.leads or below.paragraph.rank <= rank or below.row:
        return False
    between = any(after.paragraph.rank <= rank for after in clauses[index + 2 : index + 3])
    return below.reading in (Reading.CHARGE, Reading.HEADING) and (bool(below.paragraph.mark) or between)


def _item(clause: Clause, frames: list[_Frame], root: Source | None, *, lead_in: bool) -> Item:
    idle = any(f.idle for f in frames)
    inherited = next((f.leads for f in reversed(frames) if f.leads is not None), None)
    handing = next((f for f in reversed(frames) if f.leads is not None), None)
    own = Source(clause.leads, clause) if clause.leads else None
    if own is not None and inherited is not None and all(key_of(u.name) in _BARE_TITLES for u in own.units):
        own = None  # "Đồng chí Chủ tịch": of the unit that the heading names
    coordinators = [Source(clause.coordinators, clause)] if clause.coordinators else []
    if own is None:
        coordinators += [
            s for f in reversed(frames) for s in f.coordinators if handing is None or f.depth >= handing.depth
        ]
    leads = own or inherited or (root if clause.reading == Reading.WORK and (clause.opened or frames) else None)
    headed = (bool(frames) and frames[-1].clause.reading == Reading.HEADING) or clause.row
    loose = clause.paragraph.rank in (Rank.NONE, Rank.PLUS)  # told for work by its verb, or by the unit right above it
    inherited_mode = next((f.mode for f in reversed(frames) if f.mode is not None), None)
    mode = clause.mode or (
        None
        if own is not None and clause.reading == Reading.CHARGE and "trách nhiệm" in clause.paragraph.text
        else inherited_mode
    )
    words = clause.paragraph.words
    short_heading = (
        clause.paragraph.rank <= Rank.ROMAN and len(words) < SHORT_HEADING and not words.rstrip().endswith((".", ";"))
    )
    work = (
        not short_heading
        and clause.reading in (Reading.CHARGE, Reading.WORK)
        and not lead_in
        and leads is not None
        and not (idle and (own is None or not clause.opened or clause.paragraph.folded_words.startswith(_REQUIREMENT)))
        and not (clause.paragraph.rank in _EXHORTING and _exhorts(clause))
        and not (own is None and not inherited and is_decision(clause.paragraph.folded_words))
        and not (clause.reading == Reading.WORK and not clause.opened and loose and not headed)
    )
    chain = tuple(f.clause for f in reversed(frames) if f.lead_in and f.clause.leads)
    return Item(clause, leads, tuple(coordinators), mode or Mode.ASSIGN, lead_in, idle, work, introduced_by=chain)


def _exhorts(clause: Clause) -> bool:
    """Say whether a paragraph only tells units to carry the directive out, also in a sentence after what it tells."""
    if is_exhortation(clause.paragraph.folded_words):
        return True
    later = clause.begin > clause.paragraph.body and clause.opened
    return later and is_exhortation(clause.paragraph.folded[clause.begin :])


def _orders_below(clauses: Sequence[Clause], depths: Sequence[float], index: int) -> bool:
    """Say whether "Yêu cầu:" orders what follows: items that name their units, and no aims of a plan before it."""
    folded = clauses[index].paragraph.folded_words
    if not folded.rstrip().endswith(":") or " ".join(folded.split()).strip(" :") != "yeu cau":
        return False
    before = next((a for a in range(index - 1, -1, -1) if depths[a] <= depths[index]), None)
    if before is not None and key_of(clauses[before].paragraph.words).startswith("muc dich"):
        return False
    below = [clauses[i] for i in _children(depths, index)]
    marked = [c for c in below if c.paragraph.mark]
    return bool(marked) and all(c.leads for c in marked)


def _frame(item: Item, depth: float, *, ordering: bool = False) -> _Frame:
    clause = item.clause
    own = Source(clause.leads, clause) if clause.leads and not is_exhortation(clause.paragraph.folded_words) else None
    worked = clause.reading == Reading.WORK and item.leads is not None
    idle = own is None and not worked and not ordering and is_idle_section(clause.paragraph.folded_words)
    coordinators = (Source(clause.coordinators, clause),) if clause.coordinators and item.lead_in else ()
    return _Frame(depth, clause, idle, item.lead_in, own, coordinators, clause.mode if item.lead_in else None)


def _labelled(items: list[Item]) -> list[Item]:
    """Give each labelled line to the items above it, back to the line before of the same kind."""
    for index, item in enumerate(items):
        label = item.clause.label
        if item.clause.reading != Reading.LABEL or label in (None, Label.GROUP, Label.WORK):
            continue
        if label == Label.NOTE or item.clause.paragraph.rank <= Rank.NUMBER:
            continue
        for at in _above(items, index):
            items[at] = _with_time(_with_label(items[at], item.clause), item.clause)
    return items


def _continued(items: list[Item]) -> list[Item]:
    """Give a charge the unmarked paragraph after it that charges nobody else: address and time of one duty."""
    for index, (item, after) in enumerate(pairwise(tuple(items))):
        clause = after.clause
        loose = clause.paragraph.rank == Rank.NONE and not clause.row and clause.reading != Reading.LABEL
        alone = loose and not after.work and not after.lead_in and not clause.leads
        follows = item.work and not item.clause.row and clause.paragraph.part == item.clause.paragraph.part
        if follows and alone and not is_exhortation(clause.paragraph.folded_words):
            items[index] = item._replace(continued_by=clause)
    return items


def _above(items: list[Item], index: int) -> list[int]:
    """The items that the label at ``index`` belongs to."""
    label = items[index].clause.label
    if items[index].clause.row:
        row = next((a for a in range(index - 1, -1, -1) if items[a].clause.reading != Reading.LABEL), None)
        return [row] if row is not None and items[row].clause.row else []
    found: list[int] = []
    for at in range(index - 1, -1, -1):
        clause = items[at].clause
        if clause.reading == Reading.LABEL:
            if clause.label == label:
                break
            continue
        if items[at].lead_in or clause.reading == Reading.HEADING:
            break
        above_others = clause.paragraph.rank < Rank.BRACKET or clause.reading == Reading.OTHER
        if above_others and (found or not clause.paragraph.mark):
            break
        found.append(at)
    if not found:
        heading = next((a for a in range(index - 1, -1, -1) if items[a].clause.reading != Reading.LABEL), None)
        named = heading is not None and items[heading].clause.paragraph.mark and not items[heading].clause.leads
        return [heading] if heading is not None and named else []
    return _leaves(items, found)


def _leaves(items: list[Item], found: list[int]) -> list[int]:
    """Without noun lines below an item, which are its parts."""
    works = [i for i in found if items[i].clause.reading in (Reading.WORK, Reading.CHARGE)]
    if not works:
        return found[-1:]
    deepest = min(items[i].clause.paragraph.rank for i in works)
    return [i for i in works if items[i].clause.paragraph.rank == deepest or items[i].clause.leads]


def _with_label(item: Item, label: Clause) -> Item:
    if label.label == Label.PRODUCT:
        return item._replace(product=label)
    if label.label == Label.TIME:
        return item._replace(timed_by=(*item.timed_by, label))
    source = Source(label.leads or label.coordinators, label)
    if label.label == Label.LEAD:
        if not label.leads:
            return item
        source = Source(label.leads, label)
        with_them = (Source(label.coordinators, label),) if label.coordinators else ()
        coordinators = (*item.coordinators, *with_them)
        return item._replace(leads=source, coordinators=coordinators, work=not item.idle, lead_in=False)
    return item._replace(coordinators=(*item.coordinators, source))


def _with_time(item: Item, label: Clause) -> Item:
    """The time that a line of units states as well ("Cơ quan thực hiện: X. Thời gian thực hiện: Y")."""
    said = inline_time(label.paragraph.folded, label.said) if label.label in (Label.LEAD, Label.COORDINATING) else None
    if said is None:
        return item
    return item._replace(timed_by=(*item.timed_by, label._replace(label=Label.TIME, said=said)))


def key_of(name: str) -> str:
    """Return the form under which two mentions of one unit are equal."""
    return " ".join(fold(name).split())
