"""Who acts, and how far they may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now: a person with an account, or the command line in a person's name.

    Attributes:
        is_program: Whether it is the system itself, which writes down what people have decided.
    """

    name: str
    roles: frozenset[str] = frozenset()
    is_program: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions whose records may be read; an empty set of codes means the whole region."""

    regions: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden by place."""
        return not self.regions
