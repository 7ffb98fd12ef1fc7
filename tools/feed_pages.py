"""The pages docs/feeds/: what each department is asked to send, made from the feed contracts."""

from collections.abc import Iterator
from functools import partial

from shouwang.base.tables import Column, Schema
from shouwang.base.words import DEFAULT_LANGUAGE, use_language
from shouwang.stages.ingest import terms
from shouwang.stages.ingest.samples import sample_rows
from shouwang.stages.ingest.template import about
from tools.pages import Page, head, policy, table, words

FOLDER = "docs/feeds"


def pages() -> dict[str, Page]:
    """Return the index and a page for each feed: path → the function that makes it."""
    contracts = policy().content.contracts.values()
    return {
        f"{FOLDER}/README.md": index,
        **{f"{FOLDER}/{each.name}.md": partial(page, each) for each in contracts},
    }


def index() -> str:
    """Return the list of all feeds, by department."""
    use_language(DEFAULT_LANGUAGE)  # the terms of a contract are said in the language of the docs
    said = words("feeds")
    contracts = sorted(
        policy().content.contracts.values(), key=lambda each: (each.department_label, each.name)
    )
    rows = [
        (each.department_label, f"[{each.label}]({each.name}.md)", terms.cadence_of(each),
         terms.due_of(each), terms.key_of(each), terms.replaces_of(each))
        for each in contracts
    ]  # fmt: skip
    counted = said["counts"].format(
        feeds=len(contracts), departments=len({each.department for each in contracts})
    )
    return f"{head('feeds')}\n{counted}\n\n{table(said['index_headings'], rows)}"


def page(contract: Schema) -> str:
    """Return the page of a feed."""
    use_language(DEFAULT_LANGUAGE)
    said = words("feeds")
    parts = [
        f"# {contract.label}\n\n{words('every_page')['made']}\n",
        _about(contract),
        said["workbook"].format(name=contract.name, label=contract.label),
        f"## {said['columns']}\n\n{said['columns_about']}\n\n{_columns(contract)}",
    ]
    codes = [row for column in contract.columns for row in _codes(column)]
    if codes:
        parts.append(f"## {said['codes']}\n\n{table(said['code_headings'], codes)}")
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _about(contract: Schema) -> str:
    # The example rows are a matter of the workbook.
    lines = about(contract)[:-1]
    rejects = words("feeds")["rejects"].format(percent=f"{contract.reject_limit:.0%}")
    return table(words("feeds")["about_headings"], [*lines, (words("feeds")["limit"], rejects)])


def _columns(contract: Schema) -> str:
    said = words("feeds")
    example, *_others = sample_rows(contract, policy().content)
    rows = [
        (
            column.label, said["yes"] if column.required else "", _kind(column),
            terms.unit_of(column), terms.blank_of(column), said["comma"].join(column.aliases),
            terms.personal_of(column), example[column.name], column.note,
        )
        for column in contract.columns
    ]  # fmt: skip
    return table(said["column_headings"], rows)


def _kind(column: Column) -> str:
    bounds = terms.bounds_of(column)
    kind = terms.kind_of(column)
    return words("feeds")["bounded"].format(kind=kind, bounds=bounds) if bounds else kind


def _codes(column: Column) -> Iterator[tuple[str, str, str, str]]:
    comma = words("feeds")["comma"]
    for (word, labels), official in zip(column.codes.items(), terms.labels_of(column), strict=True):
        yield column.label, official, comma.join(labels[1:]), f"`{word}`"
