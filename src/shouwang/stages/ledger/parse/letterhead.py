"""Head and tail of an official document: title, issuer, date, and the lines around them."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from shouwang.base import numerals
from shouwang.base.words import _
from shouwang.stages.ledger.parse import numbering, units, vocabulary
from shouwang.stages.ledger.parse.document import Block, Paragraph, Table

# In characters: what is longer is a paragraph, not a line of a head or tail.
LONGEST_TITLE_LINE = 60
LONGEST_FOOTER = 80
LONGEST_ISSUER = 40
SHORTEST_ISSUER = 3
LONGEST_ADDRESSEE = 300
MOST_ISSUERS = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Letterhead:
    """What surrounds the plan itself.

    Attributes:
        number: The document number.
        taken: Places of blocks that are title, issuer or date.
        aside: Places of blocks that are not the plan → what they are.
        closings: Places that close what stands before: a signature, a remark, a list.
        breaks: Places where an attachment begins.
    """

    title: str = ""
    issuer: str = ""
    date: str = ""
    number: str = ""
    taken: set[int] = field(default_factory=set)
    aside: dict[int, str] = field(default_factory=dict)
    closings: set[int] = field(default_factory=set)
    breaks: set[int] = field(default_factory=set)

    @property
    def year(self) -> int | None:
        """The year in which days without a year are to be read."""
        for text in (self.date, self.title, self.number):
            if match := _YEAR.search(numerals.half_width(text)):
                return int(match.group())
        return None

    def is_free(self, place: int) -> bool:
        """Tell whether a block is still to be told what it is."""
        return place not in self.taken and place not in self.aside


def read(blocks: Sequence[Block]) -> Letterhead:
    """Return title, issuer and date of a document, and which blocks are not the plan."""
    found = Letterhead()
    _set_aside_anywhere(blocks, found)
    _read_signature(blocks, found)
    head = _head(blocks, found)
    _set_aside_in_head(blocks, head, found)
    _read_title(blocks, head, found)
    _read_date_in_head(blocks, head, found)
    _read_issuer(found)
    _set_aside_addressee(blocks, head, found)
    _set_aside_further_titles(blocks, head, found)
    return found


# ------------------------------------------------------------------------------ anywhere


def _set_aside_anywhere(blocks: Sequence[Block], found: Letterhead) -> None:
    listing = False
    for place, block in enumerate(blocks):
        if isinstance(block, Table):
            listing = False
            continue
        text = block.text
        listing = listing and _is_listed_attachment(text)
        if why := _("list of attachments") if listing else _why_aside(text):
            found.aside[place] = why
            found.closings.add(place)
        if not listing and vocabulary.pattern("attachments").match(text):
            listing = bool(re.search(r"[：:]\s*\S", text)) or text.rstrip().endswith(("：", ":"))
            if listing:
                found.aside[place] = _("list of attachments")
            else:
                found.aside[place] = _("start of an attachment")
                found.breaks.add(place)


def _why_aside(text: str) -> str:
    if vocabulary.pattern("remark").match(text):
        return _("remark on publication")
    if len(text) <= LONGEST_FOOTER and (
        vocabulary.pattern("footer").search(text) or vocabulary.pattern("printed").match(text)
    ):
        return _("print note")
    if vocabulary.pattern("contents_line").search(text):
        return _("table of contents")
    if BLANKS.sub("", text) in vocabulary.words("contents_words"):
        return _("table of contents")
    return ""


def _is_listed_attachment(text: str) -> bool:
    return bool(
        numbering.starts_item(text)
        and len(text) <= LONGEST_TITLE_LINE
        and not vocabulary.pattern("sentence_end").search(text)
        and any(each.kind == numbering.FIGURE for each in numbering.candidates(text))
    )


# ------------------------------------------------------------------------------ signature


def _read_signature(blocks: Sequence[Block], found: Letterhead) -> None:
    """The issuer's name and the day below it, each on a line of its own."""
    for place, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not found.is_free(place):
            continue
        if match := vocabulary.pattern("signature_line").match(block.text):
            if units.is_name(match["issuer"]):
                found.issuer, found.date = match["issuer"], iso_day(match["date"])
                found.taken.add(place)
                found.closings.add(place)
                return
        elif (day := iso_day(block.text)) and (names := list(_names_above(blocks, place, found))):
            found.date = day
            found.issuer = "、".join(_text(blocks[each]) for each in sorted(names))
            found.taken.update([place, *names])
            found.closings.add(place)
            return


def _names_above(blocks: Sequence[Block], place: int, found: Letterhead) -> Iterator[int]:
    for above in range(place - 1, max(place - 1 - MOST_ISSUERS, -1), -1):
        block = blocks[above]
        if not isinstance(block, Paragraph) or not found.is_free(above):
            return
        name = _text(block)
        if len(name) > LONGEST_ISSUER or not all(
            units.is_name(n) for n in units.listed(block.text).names
        ):
            return
        yield above


def _text(block: Block) -> str:
    return BLANKS.sub("", block.text) if isinstance(block, Paragraph) else ""


def iso_day(text: str) -> str:
    """Return the day a line consists of as ``2020-03-05`` (or ``2020-03``), else ``""``."""
    plain = BLANKS.sub("", numerals.half_width(text))
    if not re.search(r"[1-9]", plain):
        plain = plain.translate(_typed_zeros())
    if match := vocabulary.pattern("date_line").match(plain):
        year, month, day = (numerals.integer(match[name]) for name in ("year", "month", "day"))
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return ""
    if match := vocabulary.pattern("month_line").match(plain):
        return f"{numerals.integer(match['year'])}-{numerals.integer(match['month']):02d}"
    return ""


@functools.cache
def _typed_zeros() -> dict[int, int]:
    """Return the letters that stand for a Chinese zero in typed dates, and that zero."""
    zero = ord(vocabulary.entry("zero"))
    return {ord(char): zero for char in vocabulary.words("typed_zeros")}


# ------------------------------------------------------------------------------ head


def _head(blocks: Sequence[Block], found: Letterhead) -> range:
    """Return the places before the first item."""
    for place, block in enumerate(blocks):
        is_item = isinstance(block, Table) or numbering.starts_item(block.text)
        if is_item and place not in found.aside:
            return range(place)
    return range(len(blocks))


def _set_aside_in_head(blocks: Sequence[Block], head: range, found: Letterhead) -> None:
    for place in head:
        text = _text(blocks[place])
        if not found.is_free(place):
            continue
        if vocabulary.pattern("document_number").match(text):
            found.aside[place] = _("document number")
            found.number = text
        elif match := vocabulary.pattern("letterhead").match(text):
            found.aside[place] = _("letterhead")
            found.issuer = found.issuer or match["issuer"]
        elif _is_metadata(blocks[place], found) or _is_stamp(text):
            found.aside[place] = _("particulars of the document")


def _is_stamp(text: str) -> bool:
    starts = (*vocabulary.words("signed_by"), *vocabulary.words("stamps"))
    return len(text) <= LONGEST_TITLE_LINE and text.startswith(starts)


def _is_metadata(block: Block, found: Letterhead) -> bool:
    text = block.text if isinstance(block, Paragraph) else ""
    if len(text) > LONGEST_ADDRESSEE or vocabulary.pattern("sentence_end").search(text):
        return False
    hits = list(_metadata().finditer(text))
    for match in hits:
        value = match["value"].strip()
        if match["issuer"] and value:
            found.issuer = found.issuer or value.split()[0]
        if match["date"] and (day := iso_day(value.split()[0] if value else "")):
            found.date = found.date or day
    return bool(hits) and hits[0].start() == 0


@functools.cache
def _metadata() -> re.Pattern[str]:
    labels = {
        kind: "|".join(r"\s*".join(word) for word in vocabulary.words("metadata", kind))
        for kind in ("issuer", "date", "other")
    }
    kinds = "|".join(f"(?P<{kind}>{words})" for kind, words in labels.items())
    every = f"(?:{'|'.join(labels.values())})"
    return re.compile(
        rf"(?:^|(?<=\s))[\[【]?\s*(?:{kinds})\s*[\]】：:]\s*(?P<value>.*?)(?=\s+[\[【]?\s*{every}\s*[\]】：:]|$)"
    )


def _read_title(blocks: Sequence[Block], head: range, found: Letterhead) -> None:
    place = 0
    while place < len(head):
        run = list(_title_run(blocks, head, place, found))
        title = _title_of(blocks[each] for each in run)
        if run and _is_title(title):
            found.title = title
            found.taken.update(run)
            return
        place = (run[-1] if run else place) + 1


def _title_of(lines: Iterable[Block]) -> str:
    """Join the lines of a title; blanks in it are typesetting, but for those between issuers."""
    title = ""
    for block in lines:
        for part in block.text.split() if isinstance(block, Paragraph) else ():
            apart = units.is_name(title.rsplit(" ", 1)[-1]) and len(part) >= SHORTEST_ISSUER
            is_next = units.is_name(part.split(vocabulary.entry("title_about"))[0])
            title += (" " if apart and is_next else "") + part
    return title


def _title_run(
    blocks: Sequence[Block], head: range, start: int, found: Letterhead
) -> Iterator[int]:
    """Yield the places of the lines that may make one title from here on."""
    so_far = ""
    for place in head[start:]:
        text = _text(blocks[place])
        if not found.is_free(place) or not _may_be_title_line(text):
            return
        if so_far and _is_title(so_far) and _ends_title(so_far) and not _goes_on(text):
            return
        so_far += text
        yield place


def _may_be_title_line(text: str) -> bool:
    return (
        bool(text)
        and len(text) <= LONGEST_TITLE_LINE
        and not vocabulary.pattern("sentence_end").search(text)
        and not text.endswith(("：", ":", "，", ","))
        and not iso_day(text)
    )


def _is_title(text: str) -> bool:
    return bool(
        vocabulary.matcher("title_nouns").search(text) or vocabulary.entry("title_about") in text
    )


def _ends_title(text: str) -> bool:
    return bool(vocabulary.matcher("title_nouns", after=r"(?:[（(][^（）()]*[）)])?$").search(text))


def _goes_on(text: str) -> bool:
    return text.startswith(vocabulary.words("title_goes_on"))


def _read_date_in_head(blocks: Sequence[Block], head: range, found: Letterhead) -> None:
    for place in head:
        if found.is_free(place) and (day := iso_day(_text(blocks[place]))):
            found.date = found.date or day
            if day == found.date:
                found.taken.add(place)
            else:
                found.aside[place] = _("another day")


def _read_issuer(found: Letterhead) -> None:
    """A title that begins with "X on …" names its issuer."""
    prefix = found.title.split(vocabulary.entry("title_about"))[0]
    names = units.listed(prefix).names
    if not found.issuer and prefix != found.title and all(units.is_name(name) for name in names):
        found.issuer = "、".join(names)


def _set_aside_further_titles(blocks: Sequence[Block], head: range, found: Letterhead) -> None:
    """After a signature or "Attachment 1" short lines are the title of what follows."""
    ends = {place for place in found.closings if place in head}
    for start in sorted(ends | found.breaks):
        for place in range(start + 1, len(blocks)):
            block = blocks[place]
            if not (isinstance(block, Paragraph) and found.is_free(place)):
                break
            if numbering.starts_item(block.text) or not _may_be_title_line(_text(block)):
                break
            found.aside[place] = _("title of a part")


def _set_aside_addressee(blocks: Sequence[Block], head: range, found: Letterhead) -> None:
    seen_addressee = False
    for place in head:
        if not found.is_free(place):
            continue
        text = _text(blocks[place])
        is_addressee = (
            not seen_addressee
            and text.endswith(("：", ":"))
            and len(text) <= LONGEST_ADDRESSEE
            and bool(vocabulary.matcher("addressee_words").search(text))
            and "。" not in text
        )
        seen_addressee = seen_addressee or is_addressee
        if is_addressee:
            found.aside[place] = _("addressee")
