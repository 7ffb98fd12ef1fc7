"""Whether somebody's roles and places go together, by what `offices.yaml` says; and how far they see."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext

from shouwang.base.access import EVERYWHERE, NOWHERE, Scope
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.offices import Offices, load_offices
from shouwang.stages.org.enums import Role


class Seated(Protocol):
    """An account, as far as its places go."""

    places: Any
    office: Any


def places_of(account: Seated) -> list[str]:
    """Return the codes of the places of an account: its own, or that of its office."""
    return list(account.places) or [str(account.office.region)]


def level_of(places: Sequence[str], content: Content) -> str:
    """Return the one level of all the places; ``""`` if there is none, or more than one."""
    levels = {content.regions[code].level if code in content.regions else "" for code in places}
    return levels.pop() if len(levels) == 1 else ""


def faults_of(roles: Sequence[str], places: Sequence[str], content: Content) -> list[Problem]:
    """Return why these roles may not be held together, or not at these places."""
    return list(_faults(roles, places, content, load_offices(content)))


def _faults(
    roles: Sequence[str], places: Sequence[str], content: Content, offices: Offices
) -> Iterator[Problem]:
    unknown = [code for code in places if code not in content.regions]
    if unknown:
        message = _("there is no region {name}").format(name=", ".join(unknown))
        yield Problem("places", message, _("choose places from the list"))
        return
    level = level_of(places, content)
    if not level:
        yield Problem("places", _("the places are not of one level"), _("name places of one level"))
        return
    for role in offices.misplaced(roles, level):
        yield Problem(
            "places",
            _("{role} is no role at the level of {place}").format(
                role=label_of(role), place=content.regions[places[0]].name
            ),
            _("choose a place of the level of the role"),
        )
    conflict = offices.conflict(roles)
    if conflict is not None:
        rule, first, second = conflict
        yield Problem(
            "roles",
            _("{first} and {second} exclude each other: {why}").format(
                first=label_of(first), second=label_of(second), why=rule.label
            ),
            _("give the two roles to two people"),
        )


def label_of(role: str) -> str:
    """Return the label of a role in the reader's language; the word itself if it is none."""
    return gettext(str(Role(role).label)) if role in Role.values else role


def scope_at(places: Sequence[str], content: Content) -> Scope:
    """Return the scope of whoever has these places; nowhere, if they are no places of one level."""
    level = level_of(places, content)
    if not level:
        return NOWHERE
    if level == content.levels[0]:
        return EVERYWHERE
    below = {
        region.code
        for region in content.regions_of(content.coverage_level)
        if content.ancestors(region.code).get(level) in places
    }
    return Scope(frozenset({*places, *below}), level, frozenset(places))


def codes_in(scope: Scope, content: Content) -> list[str]:
    """Return the codes of all regions that lie in the places of a scope."""
    return [
        code for code in content.regions if content.ancestors(code).get(scope.level) in scope.places
    ]
