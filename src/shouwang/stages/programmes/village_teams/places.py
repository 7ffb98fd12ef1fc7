"""Which villages of a place somebody may see."""

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_inside, is_near


def villages_of(content: Content, code: str, scope: Scope) -> list[str]:
    """Return the villages of a place that a scope covers, by code.

    Raises:
        NotFound: if there is no such place, or it is far from the scope's; and for whoever is
            responsible for households only.
    """
    region = content.regions.get(code)
    if region is None or scope.households is not None or not is_near(code, content, scope):
        raise NotFound(_("there is no such place in your area"))
    lowest = content.levels[-1]
    return sorted(
        each.code
        for each in content.regions_of(lowest)
        if content.ancestors(each.code).get(region.level) == code
        and is_inside(each.code, content, scope)
    )


def fail_if_no_village(content: Content, code: str) -> None:
    """Refuse a code that is none of a village.

    Raises:
        NotFound: if so.
    """
    region = content.regions.get(code)
    if region is None or region.level != content.levels[-1]:
        raise NotFound(_("there is no such place in your area"))
