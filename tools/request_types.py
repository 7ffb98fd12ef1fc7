"""A plugin of mypy: what `web/who.py` puts on every request is known to it."""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
# Types of ours cannot be looked up while Django's own are read: these are of any type.
PUT_ON = ("home", "actor", "scope", "day", "moment", "htmx", "is_locked")


class RequestPlugin(Plugin):
    """Adds the attributes."""

    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        """Return what adds them, for the class of requests."""
        return put_on if fullname == REQUEST else None


def put_on(context: ClassDefContext) -> None:
    """Add the attributes to the class of requests."""
    info = context.cls.info
    for name in PUT_ON:
        if name not in info.names:
            attribute = Var(name, AnyType(TypeOfAny.explicit))
            attribute.info = info
            attribute._fullname = f"{info.fullname}.{name}"  # noqa: SLF001 - as mypy's own plugins do
            info.names[name] = SymbolTableNode(MDEF, attribute, plugin_generated=True)


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin."""
    return RequestPlugin
