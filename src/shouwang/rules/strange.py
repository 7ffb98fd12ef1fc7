"""Names in one file of a content that no other part of it knows."""

from collections.abc import Container, Iterable, Iterator

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.source import shown


def strange_names(
    names: Iterable[str],
    known: Container[str],
    where: str,
    *,
    among: str = "",
    offered: Iterable[str] = (),
) -> Iterator[Problem]:
    """Yield a problem for every name that is not known.

    Args:
        where: File and line.
        among: The key under which the names stand, if that says more.
        offered: What could stand there instead, if it is few.

    >>> [each.where for each in strange_names(["a", "b"], {"a"}, "x.yaml:3")]
    ['x.yaml:3']
    """
    for name in names:
        if name in known:
            continue
        if among:
            message = _("there is no {name} among the {key}").format(name=shown(name), key=among)
        else:
            message = _("there is no {name}").format(name=shown(name))
        words = ", ".join(offered)
        yield Problem(where, message, _("one of: {words}").format(words=words) if words else "")
