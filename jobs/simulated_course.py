"""What becomes of an assignment in a simulated province after its entry: result, contest, extension, closing; pure."""

from dataclasses import dataclass

from jobs.simulated_life import share

SILENT, TAKEN_BACK, WAIVED = 0.07, 0.02, 0.03  # shares of a made-up year


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to one assignment beside its entry. Empty or None: it does not.

    ``reported_at``: share of the way from opening to deadline (20 days where there is none); above 1 is too late.
    ``result``: confirm, wrong, not_as_required, or empty where the Office does not get to it. ``contest``: won or lost;
    ``not_ours``: accepted or refused; ``extension``: approved or refused; ``closed``: suspended, archived, withdrawn.
    """

    reported_at: float | None = 0.7
    takes_back: bool = False
    result: str = "confirm"
    contest: str = ""
    waived: bool = False
    not_ours: str = ""
    extension: str = ""
    closed: str = ""


# The first assignments of a province go through these, in the order of `simulated_life.EVERY_CONDUCT`.
EVERY_COURSE = (
    Course(reported_at=0.3, takes_back=True, extension="refused"),
    Course(reported_at=None, contest="won"),
    Course(contest="lost", reported_at=0.9, extension="refused"),
    Course(reported_at=1.2, extension="approved"),
    Course(contest="won", reported_at=None),
    Course(reported_at=0.5, result="wrong", extension="approved"),
    Course(extension="approved", reported_at=1.1),
    Course(waived=True, reported_at=None),
    Course(extension="refused", result=""),
    Course(reported_at=None),
    Course(closed="archived"),
    Course(closed="suspended"),
    Course(closed="withdrawn", reported_at=None),
    Course(reported_at=0.4, result="not_as_required"),
    Course(not_ours="accepted"),
    Course(not_ours="refused"),
)


def course(seed: int, assignment: int) -> Course:
    """Return what happens to an assignment: the first ones go through all there is, later ones as drawn."""
    if assignment < len(EVERY_COURSE):
        return EVERY_COURSE[assignment]

    def drawn(what: str) -> float:
        return share(seed, what, assignment)

    return Course(
        reported_at=None if drawn("silent") < SILENT else 0.2 + 0.95 * drawn("reported"),
        takes_back=drawn("takes back") < TAKEN_BACK,
        result=_chosen(drawn("result"), (("wrong", 0.03), ("not_as_required", 0.04), ("", 0.08)), "confirm"),
        contest=_chosen(drawn("contest"), (("won", 0.08), ("lost", 0.12)), ""),
        waived=drawn("waived") < WAIVED,
        not_ours=_chosen(drawn("not ours"), (("accepted", 0.01), ("refused", 0.01)), ""),
        extension=_chosen(drawn("extension"), (("approved", 0.06), ("refused", 0.03)), ""),
        closed=_chosen(drawn("closed"), (("suspended", 0.01), ("archived", 0.01), ("withdrawn", 0.01)), ""),
    )


def _chosen(drawn: float, shares: tuple[tuple[str, float], ...], otherwise: str) -> str:
    """Return the word on whose share of all a draw falls."""
    below = 0.0
    for word, part in shares:
        below += part
        if drawn < below:
            return word
    return otherwise
