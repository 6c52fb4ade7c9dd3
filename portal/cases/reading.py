"""The bytes of a case list's files -> rows of text, however the export was written.

Nothing here knows what a cell means. A torn row is told apart from the rows round it: those are still read.
"""
from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from portal.cases import sheets
from portal.cases.cells import slug, tidy
from portal.cases.problems import Problem, error, note, unread
from portal.cases.sheets import KINDS, Kind

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 50  # lines of one cell: a quotation mark open for longer was never closed
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SAVE_AS = "Open the file, choose ‘Save as’, then ‘CSV UTF-8’, and import that file"


@dataclass(frozen=True)
class Row:
    """One row as text: its number as a spreadsheet counts it, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """One kind of sheet, from one file or from several."""

    kind: Kind
    columns: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)  # ids of rows that could not be read; '' where unknown

    @property
    def whole(self) -> bool:
        """Whether every row's id is known, so that who is not in the file is known too."""
        return bool(self.rows) and "" not in self.torn


@dataclass
class CaseList:
    """What the files hold: sheets by name, what was wrong with the files, and whether all were read."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    all_read: bool = True

    def tells_who_is_missing(self, name: str) -> bool:
        """Whether somebody who is not in the sheet `name` is missing, and not merely unread."""
        return self.all_read and name in self.sheets and self.sheets[name].whole


def read(files: Iterable[tuple[str, bytes]]) -> CaseList:
    """The sheets of the `files` (name, bytes), known by their headers, and what was wrong with them."""
    found = CaseList()
    for name, raw in files:
        problems = list(_read_file(PurePath(name).name, raw, found.sheets))
        found.problems += problems
        found.all_read &= not any(problem.stops_file for problem in problems)
    return found


def _read_file(name: str, raw: bytes, found: dict[str, Sheet]) -> Iterator[Problem]:
    if raw.startswith(SPREADSHEETS) or name.lower().endswith((".xlsx", ".xls", ".ods")):
        yield unread(name, 0, "", "This is a spreadsheet file, and only CSV files can be read", SAVE_AS)
        return
    records = list(_records(decode(raw)))
    start = next((i for i, record in enumerate(records) if any(cell.strip() for cell in record.cells)), None)
    if start is None:
        yield unread(name, 0, "", "The file is empty", "Export it again")
        return
    headers = [slug(tidy(cell)) for cell in records[start].cells]
    kind = _kind_of(headers)
    if kind is None:
        yield unread(name, start + 1, "", "These are not the headers of children, people or reviews",
                     "The first row must hold the column names, such as child_id, first_name, dob")
        return
    problems = list(_header_problems(kind, headers, start + 1))
    yield from problems
    if not any(problem.stops_file for problem in problems):
        sheet = found.setdefault(kind.name, Sheet(kind))
        sheet.columns |= set(headers) & set(kind.columns)
        yield from _take_rows(sheet, headers, records[start + 1:], start + 2)


# --- bytes to text ------------------------------------------------------------------------------------
def decode(raw: bytes) -> str:
    """Text of a file in UTF-8 or UTF-16 or Windows-1252, even mixed line by line; line ends become \\n."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = raw.decode("utf-16", "replace")
    elif raw[1:200:2].count(0) > len(raw[1:200:2]) * 0.8:  # UTF-16 whose mark was lost
        decoded = raw.decode("utf-16-le", "replace")
    else:
        decoded = "\n".join(_line(line) for line in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    return decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _line(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# --- text to records ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Record:
    cells: list[str]
    fault: str = ""


def _records(content: str) -> Iterator[Record]:
    """Every record, blank ones too, so that they can be counted. A faulty one ends where its line ends."""
    lines = [line + "\n" for line in content.removesuffix("\n").split("\n")]
    delimiter, at, width = _delimiter(lines), 0, 0
    if lines[0].casefold().startswith("sep="):
        yield Record([])
        at = 1
    while at < len(lines):
        record, used = _next(lines[at:at + LONGEST_CELL], delimiter)
        if used > 1 and width and len(record.cells) != width:
            # A quotation mark that swallowed its neighbours: only its own line is lost.
            record, used = _unclosed(lines[at], delimiter), 1
        width = width or len(record.cells)
        yield record
        at += used


def _next(lines: Sequence[str], delimiter: str) -> tuple[Record, int]:
    if "\0" in lines[0]:
        cells = lines[0].replace("\0", "").rstrip("\n").split(delimiter)
        return Record(cells, "The row has characters in it that no text has (NUL), so the file is damaged"), 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return Record(next(reader)), reader.line_num
    except csv.Error as fault:
        if "unexpected end" in str(fault) or "limit" in str(fault):
            return _unclosed(lines[0], delimiter), 1
    return _misquoted(lines[0], delimiter), 1


def _misquoted(line: str, delimiter: str) -> Record:
    """A row with a quotation mark in the midst of a cell: read as it stands, if the row ends where its line does."""
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as fault:
        if "unexpected end" in str(fault):
            return _unclosed(line, delimiter)
    return Record(next(csv.reader([line], delimiter=delimiter)))


def _unclosed(line: str, delimiter: str) -> Record:
    cells = line.replace('"', "").rstrip("\n").split(delimiter)
    return Record(cells, "A quotation mark opens in this row and is never closed")


def _delimiter(lines: Sequence[str]) -> str:
    if lines[0].casefold().startswith("sep=") and len(lines[0]) > 5:
        return lines[0][4]
    known = {column for kind in KINDS for column in kind.columns}
    first = next(filter(str.strip, lines), "")

    def recognised(delimiter: str) -> int:
        return sum(slug(cell.strip('"')) in known for cell in first.strip().split(delimiter))

    return max(DELIMITERS, key=recognised)


# --- records to rows ----------------------------------------------------------------------------------
def _kind_of(headers: Sequence[str]) -> Kind | None:
    """The kind of sheet these headers belong to, by its id column, else by most columns known."""
    for kind in (sheets.REVIEWS, sheets.PEOPLE, sheets.CHILDREN):
        if kind.id_column in headers:
            return kind
    best = max(KINDS, key=lambda kind: len(set(headers) & set(kind.columns)))
    return best if len(set(headers) & set(best.columns)) >= 2 else None


def _header_problems(kind: Kind, headers: Sequence[str], row: int) -> Iterator[Problem]:
    for column in kind.needed:
        if column not in headers:
            yield unread(kind.name, row, column, f"The column {column} is not there, so the sheet cannot be read",
                         f"Add a column headed {column} to the export")
    for column in dict.fromkeys(headers):
        if column in kind.columns and headers.count(column) > 1:
            yield unread(kind.name, row, column, f"Two columns are headed {column}, so the sheet cannot be read",
                         "Keep one of them")
        elif column and column not in kind.columns:
            yield note(kind.name, row, "", column, f"There is no column {column} in the case list, so it is ignored",
                       "Nothing to do, unless the name is misspelt")


def _take_rows(sheet: Sheet, headers: Sequence[str], records: Sequence[Record], first: int) -> Iterator[Problem]:
    before = len(sheet.rows) + len(sheet.torn)
    for number, record in enumerate(records, first):
        if not record.fault and not any(cell.strip() for cell in record.cells):
            continue
        fault = record.fault or _miscounted(headers, record.cells)
        if fault:
            yield _torn(sheet, headers, record, number, fault)
        else:
            pairs = zip(headers, record.cells, strict=False)
            sheet.rows.append(Row(number, {header: cell for header, cell in pairs if header in sheet.columns}))
    if len(sheet.rows) + len(sheet.torn) == before:
        yield note(sheet.kind.name, first - 1, "", "", "The sheet has headers and no rows",
                   "Export it again if it should have rows")


def _torn(sheet: Sheet, headers: Sequence[str], record: Record, number: int, fault: str) -> Problem:
    at = headers.index(sheet.kind.id_column)
    source_id = tidy(record.cells[at]) if at < len(record.cells) else ""
    sheet.torn.append(source_id)
    return error(sheet.kind.name, number, source_id, "", fault,
                 "Open the file in a spreadsheet, put this row right, and export it again")


def _miscounted(headers: Sequence[str], cells: Sequence[str]) -> str:
    if len(cells) < len(headers):
        return f"The row is cut short: it has {len(cells)} cells and the headers have {len(headers)}"
    if any(cell.strip() for cell in cells[len(headers):]):
        return f"The row has {len(cells)} cells and the headers have {len(headers)}, so cells have slipped sideways"
    return ""
