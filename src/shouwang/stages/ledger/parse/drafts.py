"""Tasks on their way: what belongs to each, before rules, quantities and days are applied."""

from dataclasses import dataclass, field

from shouwang.stages.ledger.parse.roles import Reading


@dataclass(slots=True)
class Draft:
    """A task whose text and marks are known.

    Attributes:
        path: The headings above it, the highest first.
        pieces: Its paragraphs, marks taken out.
        annotations: Its marks as written.
        readings: What they say.
    """

    line: int
    number: str
    path: tuple[str, ...]
    title: str
    pieces: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole task."""
        return "\n".join(piece for piece in self.pieces if piece)
