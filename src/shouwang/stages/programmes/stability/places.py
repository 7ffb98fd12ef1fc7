"""Which banners somebody may see, and which of a place."""

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import banners_inside, is_inside


def banner_in(content: Content, code: str, scope: Scope) -> str:
    """Return a banner that lies in the scope.

    Raises:
        NotFound: if there is none of the code, or it lies outside.
    """
    region = content.regions.get(code)
    is_wide = scope.households is None
    if (
        region is None
        or region.level != content.coverage_level
        or not is_wide
        or not is_inside(code, content, scope)
    ):
        raise NotFound(_("there is no such place in your area"))
    return code


def banners_in(content: Content, scope: Scope) -> list[str]:
    """Return the banners of the scope, by code."""
    if scope.households is not None:
        return []
    return sorted(banners_inside(content, scope))
