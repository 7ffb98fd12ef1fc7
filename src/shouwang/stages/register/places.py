"""Whether a region lies within somebody's places."""

from shouwang.base.access import Scope
from shouwang.rules.content import Content


def is_inside(code: str, content: Content, scope: Scope) -> bool:
    """Tell whether a region lies in the scope's places, or is one of them."""
    return not scope.regions or content.ancestors(code).get(scope.level) in scope.places
