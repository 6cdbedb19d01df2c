"""Which groups are told together in what is published, since few assignments tell of single cases; pure.

Nobody can take the common line apart: it has at least two groups and as many assignments as a line must have. So no
cell of a group in it is the difference of the total and the other lines.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

LEAST_TOGETHER = 2  # of one alone every cell would be the total less the other lines
TOGETHER = {"unit": "Các đơn vị có ít nhiệm vụ (gộp)", "field": "Các lĩnh vực có ít nhiệm vụ (gộp)"}
TOGETHER_ID = -1


def told_together(sizes: Mapping[int, int], least: int) -> tuple[int, ...]:
    """Return the groups that are told together, in the order given.

    Args:
        sizes: the assignments of every group that has figures.
        least: how many a line of its own must have.

    Returns:
        The small groups, and the next larger ones until their common line cannot be taken apart; none where there is
        but one group, whose line is the total itself.
    """
    by_size = sorted(sizes, key=lambda each: sizes[each])
    n = sum(size < least for size in sizes.values())
    if not n or len(sizes) < LEAST_TOGETHER:
        return ()
    while n < len(by_size) and (n < LEAST_TOGETHER or sum(sizes[each] for each in by_size[:n]) < least):
        n += 1
    chosen = frozenset(by_size[:n])
    return tuple(each for each in sizes if each in chosen)


def mask_rows(
    rows: Iterable[list[str]],
    together: Mapping[str, Collection[str]],
    columns: Mapping[str, str],
    masked: Mapping[str, str],
) -> Iterator[list[str]]:
    """Give the rows of a table, head first, those of groups told together without what tells which of them.

    Args:
        together: the names of such groups, by scope.
        columns: in which column a scope's names stand.
        masked: what stands in other columns of such a row.
    """
    every = iter(rows)
    head = next(every)
    yield head
    places = {scope: head.index(columns[scope]) for scope in together}
    others = {head.index(name): told for name, told in masked.items()}
    for row in every:
        hidden = [scope for scope, place in places.items() if row[place] in together[scope]]
        for scope in hidden:
            row[places[scope]] = TOGETHER[scope]
        for place, told in others.items() if hidden else ():
            row[place] = told
        yield row
