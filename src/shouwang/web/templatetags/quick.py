"""Django's tags for words and addresses, for the case that a list has hundreds of: said once, kept."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode, url as url_of_django
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

register = template.Library()

# Digits that no address of ours has by itself: where they come out, a number goes in.
STAND_IN = 918273645546372819  # of no meaning
MOST_ARGUMENTS = 3  # of an address that is kept
_patterns: dict[tuple[object, ...], tuple[str, ...]] = {}


class Words(Node):
    """A fixed text of a template: translated once for each language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Return the text in the reader's language."""
        language = get_language()
        said = self.known.get(language)
        if said is None:
            said = self.known[language] = self.node.render(context)
        return said


class Address(URLNode):
    """The address of a page: with whole numbers in it, looked up once and filled in."""

    def render(self, context: Context) -> str:
        """Return the address, as Django does."""
        if self.asvar or self.kwargs or len(self.args) > MOST_ARGUMENTS:
            return super().render(context)
        given = [each.resolve(context) for each in self.args]
        name = self.view_name.resolve(context)
        if not isinstance(name, str) or not all(type(each) is int and each >= 0 for each in given):
            return super().render(context)
        parts = _parts(name, len(given))
        if not parts:
            return super().render(context)
        return (
            "".join(f"{part}{number}" for part, number in zip(parts, given, strict=False))
            + (parts[-1])
        )


def address(name: str) -> str:
    """Return the address of a page without numbers in it; nothing if there is no such page."""
    return "".join(_parts(name, 0))


def _parts(name: str, count: int) -> tuple[str, ...]:
    """Return what stands around the numbers of an address; nothing if that cannot be told."""
    key = (get_script_prefix(), get_urlconf(), name, count)
    if key not in _patterns:
        _patterns[key] = _looked_up(name, count)
    return _patterns[key]


def _looked_up(name: str, count: int) -> tuple[str, ...]:
    numbers = [STAND_IN - place for place in range(count)]
    try:
        rest = reverse(name, args=numbers)
    except NoReverseMatch:
        return ()
    parts = []
    for number in numbers:
        front, found, rest = rest.partition(str(number))
        if not found:
            return ()
        parts.append(front)
    return (*parts, rest)


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`; a plain text is kept."""
    node: TranslateNode = do_translate(parser, token)
    words = node.filter_expression
    is_plain = isinstance(words.var, Variable) and words.var.literal is not None
    if is_plain and not (words.filters or node.noop or node.asvar or node.message_context):
        return Words(node)
    return node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's `url`; addresses with numbers are kept."""
    node: Any = url_of_django(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
