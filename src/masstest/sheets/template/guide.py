"""The page of instructions: what to fill in first, how things are written, what happens next."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from masstest.sheets.columns import MARKS, ROUND, ROW_SHEETS, Sheet
from masstest.sheets.template.wrapping import height_of
from masstest.text import N_, Translator

_WIDTHS = (4, 20, 14, 72)

_TITLE = N_("Roster for a testing round: how to fill it in")
_SHORT = N_(
    "One workbook for each round. Fill in the red sheets, then the blue ones; grey is optional."
)
_FIRST = N_("In this order")
_TABLE = (N_("Sheet"), N_("Needed"), N_("What goes into it"))
_NEEDED = {"error": N_("required"), "warning": N_("recommended"), "": N_("optional")}
_CONTENT = {
    "round": N_(
        "District, date and deadlines of the round. Only district and date must be filled in."
    ),
    "compounds": N_("Every compound, village and institution: place, people to be sampled, zone."),
    "sites": N_("Every place that could host sampling, with the most lanes that fit there."),
    "staff": N_("Everybody who can be on duty, with all roles each person can take."),
    "vehicles": N_("Vehicles for specimens, supplies and medical waste."),
    "labs": N_("Laboratories that are open for this round, with the tubes they can start an hour."),
    "supplies": N_("Stock and how much is used per person, tube, shift, lane and point."),
    "officials": N_("Officials responsible for streets, communities and points."),
    "previous": N_("Where each compound went last time, so that people keep their point."),
}
_WRITING = N_("How things are written")
_RULES = (
    (
        N_("Required columns"),
        N_(
            "They are marked with * and red. A blank cell elsewhere takes the default that the "
            "note on its header names: point at the header to read it."
        ),
    ),
    (
        N_("Example row"),
        N_(
            "The grey row on each sheet shows how to fill it in. Type over it or delete it; as "
            "long as it is left as it is, it is not read."
        ),
    ),
    (
        N_("Ids"),
        N_(
            "Any short text that is unique on its sheet, such as C001. Never resident identity "
            "numbers."
        ),
    ),
    (N_("Lists"), N_("Several values in one cell stand with a comma between them: {list}.")),
    (
        N_("Times"),
        N_("07:30 is on the round's date; for another day write the date too: 2022-03-11 02:00."),
    ),
    (
        N_("Coordinates"),
        N_(
            "Decimal degrees, longitude about 73 to 135, latitude about 18 to 54. Say on sheet "
            "“{round}” which system they are in: Amap and Tencent gcj02, Baidu bd09, GPS wgs84."
        ),
    ),
    (
        N_("Numbers"),
        N_(
            "Digits only, without units. Do not merge cells, and leave no subtotals between the "
            "rows."
        ),
    ),
    (
        N_("Your own list"),
        N_(
            "You may paste sheets of your own: headings in other words are recognised and the "
            "report says what was read as what. Columns may stand in any order; extra ones are "
            "ignored."
        ),
    ),
)
_NEXT = N_("What happens next")
_STEPS = (
    N_(
        "Save the workbook as .xlsx and check it (masstest validate): every mistake comes "
        "back at once, marked beside its row with how to mend it."
    ),
    N_(
        "Mend what is marked and check again, until no error is left. Warnings may stay if "
        "they are meant."
    ),
    N_(
        "Have the plan made (masstest plan). If something is short, the plan says what is "
        "missing, how much, and what would mend it."
    ),
    N_(
        "For the next round take the roster that this round's plan writes (masstest next): "
        "places, duties and rest are carried over."
    ),
)


def write_guide(book: Workbook, page: Worksheet, t: Translator, font: str) -> None:
    """Fill the first page of the template."""
    base = {"font_name": font, "font_size": 10, "valign": "top", "text_wrap": True}
    text = book.add_format(base)
    label = book.add_format(base | {"bold": True})
    title = book.add_format(
        {"font_name": font, "font_size": 16, "bold": True, "font_color": "#1F4E79"}
    )
    section = book.add_format(
        {
            "font_name": font, "font_size": 12, "bold": True, "font_color": "#1F4E79",
            "bottom": 2, "bottom_color": "#1F4E79", "valign": "vcenter",
        }
    )  # fmt: skip
    cell = {"border": 1, "border_color": "#D0D7DE", "valign": "vcenter", "indent": 1}
    head = book.add_format(base | cell | {"bold": True, "bg_color": "#DCE6F1"})
    boxed = book.add_format(base | cell)
    needed = {
        "error": book.add_format(base | cell | {"bold": True, "font_color": "#C00000"}),
        "warning": book.add_format(base | cell | {"font_color": "#2E75B6"}),
        "": book.add_format(base | cell | {"font_color": "#808080"}),
    }
    link = book.add_format(base | cell | {"font_color": "#1F4E79", "underline": 1})

    page.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        page.set_column(position, position, width)
    page.set_row(0, 28)
    page.write_string(0, 0, t(_TITLE), title)
    page.write_string(1, 0, t(_SHORT), book.add_format({"font_name": font, "font_size": 10}))
    row = _section(page, 3, t(_FIRST), section)
    for position, heading in enumerate(_TABLE, start=1):
        page.write_string(row, position, t(heading), head)
    page.write_blank(row, 0, None, head)
    for number, sheet in enumerate((ROUND, *ROW_SHEETS), start=1):
        row += 1
        content = t(_CONTENT[sheet.name])
        page.write_string(row, 0, str(number), boxed)
        page.write_url(row, 1, f"internal:'{sheet.label(t.lang)}'!A1", link, sheet.label(t.lang))
        page.write_string(row, 2, t(_NEEDED[sheet.missing]), needed[sheet.missing])
        page.write_string(row, 3, content, boxed)
        page.set_row(row, height_of(content, _WIDTHS[3]))
    row = _section(page, row + 2, t(_WRITING), section)
    for name, rule in _RULES:
        row = _paragraph(page, row, t(name), _filled(rule, t), label, text)
    row = _section(page, row + 1, t(_NEXT), section)
    for number, step in enumerate(_STEPS, start=1):
        row = _paragraph(page, row, f"{number}.", t(step), label, text, wide=True)
    page.set_paper(9)
    page.set_portrait()
    page.fit_to_pages(1, 1)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)


def _filled(rule: str, t: Translator) -> str:
    separator = "、" if t.lang == "zh" else ", "
    facts = {
        "list": separator.join(_role_words(t)),
        "round": ROUND.label(t.lang),
        "mark": MARKS[t.lang],
    }
    used = {name: value for name, value in facts.items() if f"{{{name}}}" in rule}
    return t(rule, **used)


def _role_words(t: Translator) -> Iterable[str]:
    (staff,) = (sheet for sheet in ROW_SHEETS if sheet.name == "staff")
    return _words(staff, "roles", t)[:2]


def _words(sheet: Sheet, column: str, t: Translator) -> list[str]:
    return sheet.column[column].word_list.listed(t.lang)


def _section(page: Worksheet, row: int, heading: str, style: object) -> int:
    page.set_row(row, 22)
    for position in range(len(_WIDTHS)):
        page.write_blank(row, position, None, style)
    page.write_string(row, 0, heading, style)
    return row + 1


def _paragraph(
    page: Worksheet, row: int, name: str, text: str, label: object, style: object,
    *, wide: bool = False,
) -> int:  # fmt: skip
    """A name and what is said about it, over the columns that are left."""
    first = 1 if wide else 2
    page.write_string(row, 0 if wide else 1, name, label)
    page.merge_range(row, first, row, len(_WIDTHS) - 1, "", style)
    page.write_string(row, first, text, style)
    page.set_row(row, height_of(text, sum(_WIDTHS[first:])))
    return row + 1
