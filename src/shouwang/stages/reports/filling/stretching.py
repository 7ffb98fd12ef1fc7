"""Makes room in a sheet: rows below the last one to be filled move down, and formulas go with them."""

import re
from copy import copy

from openpyxl import Workbook
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_CELL = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d{1,7})")


def stretch(book: Workbook, sheet: Worksheet, *, last: int, more: int) -> None:
    """Add rows below ``last``, like it: its looks and its formulas; what stood there moves down.

    Ranges of formulas that end at ``last`` reach down to the new last row, on every sheet.
    """
    if more <= 0:
        return
    width = sheet.max_column
    heights = {
        row: dimension.height
        for row, dimension in sheet.row_dimensions.items()
        if row > last and dimension.height
    }
    if sheet.max_row > last:
        sheet.move_range(f"A{last + 1}:{get_column_letter(width)}{sheet.max_row}", rows=more)
    for each in list(sheet.merged_cells.ranges):
        if each.min_row > last:
            each.shift(row_shift=more)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more].height = height
    for other in book.worksheets:
        _rewrite(other, sheet.title, last, more)
    _copy_last(sheet, last, more, width)


def _copy_last(sheet: Worksheet, last: int, more: int, width: int) -> None:
    height = sheet.row_dimensions[last].height
    for row in range(last + 1, last + more + 1):
        if height:
            sheet.row_dimensions[row].height = height
        for column in range(1, width + 1):
            model, cell = sheet.cell(last, column), sheet.cell(row, column)
            if model.has_style:
                cell._style = copy(model._style)  # noqa: SLF001 - openpyxl's own way to copy looks
            if isinstance(model.value, str) and model.value.startswith("="):
                moved = Translator(model.value, model.coordinate)
                cell.value = moved.translate_formula(cell.coordinate)


def _rewrite(sheet: Worksheet, title: str, last: int, more: int) -> None:
    own = sheet.title == title
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = moved_formula(cell.value, title if not own else "", last, more)


def moved_formula(formula: str, title: str, last: int, more: int) -> str:
    """Return a formula after rows were added below a row of a sheet.

    >>> moved_formula("=SUM(C5:C14)+C20", "", 14, 3)
    '=SUM(C5:C17)+C23'
    >>> moved_formula("=SUM(C5:C10)", "", 14, 3)
    '=SUM(C5:C10)'

    Args:
        title: The sheet that got the rows, if the formula stands in another one.
    """
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _moved(token.value, title, last, more)
    return str(tokens.render())


def _moved(text: str, title: str, last: int, more: int) -> str:
    where, mark, cells = text.rpartition("!")
    if where.strip("'") != title:
        return text
    parts = cells.split(":")
    is_range = len(parts) > 1
    moved = [_shifted(part, last, more, ends=is_range and part is parts[-1]) for part in parts]
    return f"{where}{mark}{':'.join(moved)}"


def _shifted(cell: str, last: int, more: int, *, ends: bool) -> str:
    def shift(found: re.Match[str]) -> str:
        row = int(found[2])
        return f"{found[1]}{row + more if row > last or (ends and row == last) else row}"

    return _CELL.sub(shift, cell)
