"""Who acts, how far they may see, and how they are told that they may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import ShouwangError


class NotAllowed(ShouwangError):
    """This is not for whoever asks: not their role, not their place, or not both at once."""


class NotFound(ShouwangError):
    """There is no such record within the scope; whether there is one outside is not told."""


class Stale(ShouwangError):
    """Somebody has changed the record since it was read; the message says who and what."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions whose records may be read; an empty set of codes means the whole region.

    Attributes:
        regions: The codes of the places and of all that lies in them down to the level by which
            deliveries are known; empty for the whole region.
        level: The level of ``places``.
        places: The codes of the viewer's own places, by which records are filtered.
        households: Only these households, if it is not ``None``.
    """

    regions: frozenset[str] = frozenset()
    level: str = ""
    places: frozenset[str] = frozenset()
    households: frozenset[int] | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden by place."""
        return not self.regions and self.households is None

    def covers(self, place: Mapping[str, str], household: int | None = None) -> bool:
        """Tell whether a record at a place (level → code) may be seen.

        >>> Scope(frozenset({"150421"}), "banner", frozenset({"150421"})).covers(
        ...     {"banner": "150421", "village": "150421100201"})
        True
        """
        if self.households is not None and household not in self.households:
            return False
        return not self.regions or place.get(self.level) in self.places


EVERYWHERE = Scope()
NOWHERE = Scope(frozenset({"-"}), "village", frozenset())


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now: a person with an account, or the command line in a person's name.

    Attributes:
        is_program: Whether it is the system itself, which writes down what people have decided.
        account: The number of the account, if there is one.
        label: The name that people know them by.
        scope: How far they may see and act.
    """

    name: str
    roles: frozenset[str] = frozenset()
    is_program: bool = False
    account: int | None = None
    label: str = ""
    scope: Scope = field(default=EVERYWHERE)

    def has_role(self, *roles: str) -> bool:
        """Tell whether they have one of the roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor("system", is_program=True)
