"""Workbooks written part by part, so that a test can spoil any of them; and packed bombs."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
# Styles 0 to 5: general, a day, zeros as of a Social Security number, five zeros, a moment, text.
STYLES = (
    f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="000\\-00\\-0000"/>'
    '<numFmt numFmtId="165" formatCode="00000"/>'
    '<numFmt numFmtId="166" formatCode="[$-409]m/d/yyyy\\ h:mm;@"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="49"/></cellXfs></styleSheet>'
)
DAY, SSN, ZIP, MOMENT, TEXT = range(1, 6)


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def inline(text: str) -> str:
    """A cell that holds its own text, less its place."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def number(value: object, style: int = 0) -> str:
    """A cell with a number in a style of `STYLES`."""
    return f' s="{style}"><v>{value}</v></c>'


def sheet(rows: Sequence[Sequence[str]], *, before: str = "", after: str = "") -> str:
    """A sheet of texts; a cell that begins with a blank or `>` is XML as it stands."""
    lines = []
    for at, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{letters(column)}{at}"' + (cell if cell[:1] in " >" else inline(cell))
            for column, cell in enumerate(row, start=1)
            if cell
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    body = "".join(lines)
    return f"<worksheet {MAIN}>{before}<sheetData>{body}</sheetData>{after}</worksheet>"


def parts(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    texts: str = "",
    properties: str = "",
    extra: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook; `extra` are relationships of the workbook to add."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="s{at}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for at, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="s{at}" Type="{RELATED}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships {RELATIONS}><Relationship Id="r" '
        f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATED}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>{related}"
        f'<Relationship Id="t" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="f" Type="{RELATED}/styles" Target="/xl/styles.xml"/>'
        f"{extra}</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": texts or f"<sst {MAIN}/>",
    }
    for at, content in enumerate(sheets.values(), start=1):
        found[f"xl/worksheets/sheet{at}.xml"] = content
    return found


def pack(content: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> io.BytesIO:
    """Parts as an archive; those `stored` are not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, compress_type=how)
    target.seek(0)
    return target


def workbook(rows: Sequence[Sequence[str]], **given: str) -> io.BytesIO:
    """A workbook with one sheet of texts."""
    return pack(parts({"Sheet1": sheet(rows)}, **given))


def zeros(megabytes: int) -> Iterator[bytes]:
    """A part that grows a thousandfold, piece by piece."""
    for _ in range(megabytes):
        yield bytes(1 << 20)


def bomb(megabytes: int) -> io.BytesIO:
    """A workbook with one part of so many megabytes of zeros, never held as a whole."""
    whole = pack(parts({"Sheet1": sheet([["a"]])}))
    with (
        zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.bin", "w") as part,
    ):
        for piece in zeros(megabytes):
            part.write(piece)
    whole.seek(0)
    return whole


def compound(*streams: str) -> io.BytesIO:
    """The beginning of an OLE file whose directory names these streams."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = struct.pack("<H", 9)
    header[48:52] = struct.pack("<I", 1)
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return io.BytesIO(bytes(header) + bytes(512) + directory.ljust(512, b"\0"))
