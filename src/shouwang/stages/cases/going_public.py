"""Which attached files may become public, and what must not stand in them."""

from collections.abc import Mapping, Sequence

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.leaks_files import leaks_in_file

# Proof of a posting, and whatever belongs to a notice, hangs on a wall or is shown to whoever asks.
# A household's own papers do not: a hospital bill, a signed form, a settlement sheet hold an ID
# number by their nature. They lie enciphered, are seen within the area only, each sight is in the
# audit log; looking for numbers in them would refuse what they are there for.
PUBLIC_KINDS = frozenset({FileKind.POSTING})
PUBLIC_OWNERS = ("notice:",)
PICTURES = "image/"


def may_go_public(kind: str, owner: str) -> bool:
    """Tell whether a file may become public, by what it shows and what it belongs to."""
    return kind in PUBLIC_KINDS or owner.startswith(PUBLIC_OWNERS)


def leaks_in_attachment(
    data: bytes, name: str, media_type: str, *, words: Mapping[str, Sequence[str]] | None = None
) -> list[Problem]:
    """Return what may not stand in a file that may become public: in which file, where, the mend.

    A photo cannot be read: whoever sends it looks at it. A document that cannot be read is refused.

    Args:
        words: What a private word is about → the words.
    """
    if media_type.startswith(PICTURES):
        return []
    return [
        Problem(
            f"{name} {leak.where}" if leak.where != name else name,
            leak.message,
            leak.mend or _("take it out and send the file again"),
        )
        for leak in leaks_in_file(data, name, words=words)
    ]
