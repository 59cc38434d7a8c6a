"""Print sheets: what people hold in their hands, one sheet per holder, as HTML that prints."""

from masstest.sheets.print_sheets.writing import write_print_sheets

__all__ = ["write_print_sheets"]
