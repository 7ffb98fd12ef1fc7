"""A file of any of the kinds plans come in, as a document."""

from collections.abc import Callable, Mapping
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import pdf_file, text_file, web_page, word_file
from shouwang.stages.ledger.parse.document import Document

READERS: Mapping[str, Callable[[bytes, str], Document]] = {
    ".txt": text_file.read,
    ".docx": word_file.read,
    ".pdf": pdf_file.read,
    ".html": web_page.read,
    ".htm": web_page.read,
}


def read_document(path: Path) -> Document:
    """Return what a file says: .txt, .docx, .pdf or .html.

    Raises:
        InputProblems: if it is of another kind, cannot be read, or holds no text.
    """
    where = path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise InputProblems(
            [
                Problem(
                    where,
                    _("files of the kind {kind} cannot be read").format(kind=path.suffix or "?"),
                    _("save it as one of {kinds}").format(kinds=kinds),
                )
            ]
        )
    content = _content(path)
    document = reader(content, where)
    if not document.blocks:
        raise InputProblems([Problem(where, _("holds no text"))])
    return document


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as fault:
        message = _("cannot be opened: {reason}").format(reason=fault.strerror or fault)
        raise InputProblems([Problem(path.name, message)]) from None
    if not content.strip():
        raise InputProblems([Problem(path.name, _("is empty"))])
    return content
