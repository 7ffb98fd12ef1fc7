"""The members of a household as the lake holds them, for what is agreed for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouwang.base.errors import ShouwangError
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.register.facts import facts_of
from shouwang.stages.register.held import held


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a household: number, name, what they are to its head."""

    person: int
    name: str
    relation: str


def members_of(
    home: Home, content: Content, household: int, place: Mapping[str, str]
) -> tuple[Member, ...]:
    """Return who belongs to a household now; nobody where the lake does not know it."""
    at = tuple(place[level] for level in content.partition)
    try:
        facts = facts_of(held(home, content), content, household=household, place=at)
    except ShouwangError:
        return ()
    return tuple(
        Member(each["person"], str(each["name"] or ""), str(each["relation"] or ""))
        for each in facts.members
    )
