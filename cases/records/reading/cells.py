"""The text of a workbook's cell: what a person would have typed, as far as it can be trusted."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

Show = Callable[[str], str]

EXACT = 10**15  # from here on a double loses whole numbers
LEAP_DAY = 60  # Excel's 29 February 1900, which never was
# Number formats that come with Excel and show a day (or a day and a time).
DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY = re.compile(r"[dy]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}(?:-0+)*\Z")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")


def shows(elements: Iterable[tuple[str, Mapping[str, str]]], *, old_mac: bool) -> list[Show]:
    """From the elements of a workbook's styles: how a number is shown, by the style of its cell.

    `old_mac` says that days are counted from 1904.
    """
    codes: dict[str, str] = {}
    found: list[Show] = []
    within = False
    dated = _dated_old_mac if old_mac else _dated
    for element, stated in elements:
        if element == "numFmt":
            codes[stated.get("numFmtId", "")] = stated.get("formatCode", "")
        elif element in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            within = element == "cellXfs"
        elif element == "xf" and within:
            found.append(_show(stated.get("numFmtId", "0"), codes, dated))
    return found


def _show(number: str, codes: Mapping[str, str], dated: Show) -> Show:
    code = codes.get(number)
    if code is None:
        return dated if number.isdigit() and int(number) in DATE_FORMATS else plain_number
    first = code.partition(";")[0]
    zeros = re.sub(r"\\(.)", r"\1", first).replace('"', "")
    if _ZEROS.match(zeros):
        return lambda text: _with_zeros(text, zeros)
    return dated if _DAY.search(_LITERAL.sub("", first)) else plain_number


def plain_number(text: str) -> str:
    """A number as Excel's general format shows it: no fraction where there is none, and exponent
    form where its last digits are lost."""
    if _WHOLE.match(text):
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if abs(value) >= EXACT:
        return f"{value:.5E}" if value - value == 0 else text
    return str(int(value)) if value.is_integer() else repr(value)


def unescaped(text: str) -> str:
    """A text with Excel's way of writing odd characters (`_x000D_`) undone."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """Half of a character stands for nothing; readers of text refuse its replacement."""
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _with_zeros(text: str, zeros: str) -> str:
    """A whole number in a format such as `00000` or `000-00-0000`."""
    shown = plain_number(text)
    wanted = zeros.count("0")
    if not shown.isdigit() or len(shown) > wanted:
        return shown
    digits = iter(shown.zfill(wanted))
    return "".join(next(digits) if mark == "0" else mark for mark in zeros)


def _dated(text: str) -> str:
    """A day counted from 1900, in which Excel has a leap day."""
    value = _number(text)
    if value is None or value < 1 or int(value) == LEAP_DAY:
        return plain_number(text)
    return _moment(text, date(1899, 12, 31), value - 1 if value > LEAP_DAY else value)


def _dated_old_mac(text: str) -> str:
    value = _number(text)
    return plain_number(text) if value is None else _moment(text, date(1904, 1, 1), value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 3_000_000 else None


def _moment(text: str, origin: date, days: float) -> str:
    try:
        moment = datetime(origin.year, origin.month, origin.day) + timedelta(
            seconds=round(days * 86_400)
        )
    except OverflowError:
        return plain_number(text)
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if midnight else moment.isoformat()
