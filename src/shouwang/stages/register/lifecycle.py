"""What becomes of a correction when it is laid beside the value that the lake holds now."""

from enum import StrEnum


class Fate(StrEnum):
    """What is to be done with a standing correction."""

    KEEP = "keep"  # the lake says so already, by our own word
    APPLY = "apply"  # the lake says what was found wrong: it is said again
    TAKEN_OVER = "taken_over"  # the sender says so too
    OVERTAKEN = "overtaken"  # the sender says a third thing: newer data go first


def fate(*, found: str, held: str, was: frozenset[str], is_ours: bool) -> Fate:
    """Return what is to be done.

    Args:
        found: The value found at the door.
        held: The value the lake holds.
        was: What the lake held when it was found wrong, in the forms it may have been noted in.
        is_ours: Whether the held row was written by us with our corrections.

    >>> fate(found="A", held="C", was=frozenset({"C"}), is_ours=False)
    <Fate.APPLY: 'apply'>
    """
    if held == found:
        return Fate.KEEP if is_ours else Fate.TAKEN_OVER
    if is_ours or held in was:
        return Fate.APPLY
    return Fate.OVERTAKEN
