"""What a packed file may not be is said by its directory; nothing of it is expanded before."""

import io
import random
import socket
import struct
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from cases.records.reading import archives
from cases.records.reading.archives import refuse
from cases.records.reading.opening import Unreadable
from cases.records.reading.workbook import open_workbook
from tests.records.reading.packed import (
    MAIN,
    RELATED,
    bomb,
    compound,
    pack,
    parts,
    sheet,
    workbook,
)

SHARED = f"<sst {MAIN}><si><t>a</t></si></sst>"
PLAIN = parts({"Sheet1": sheet([[' t="s"><v>0</v></c>', "b"], ["1", "2"]])}, texts=SHARED)


def refusal(content: io.BytesIO) -> str:
    """The code with which a file is refused before it is read."""
    with pytest.raises(Unreadable) as caught:
        refuse(content)
    assert str(caught.value)
    return caught.value.code


def test_a_plain_workbook_passes() -> None:
    refuse(pack(PLAIN))
    refuse(workbook([["a"]]))


@pytest.mark.check(68)
@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("../../etc/cron.d/x", "x", "archive_names"),
        ("xl/../../x", "x", "archive_names"),
        ("/etc/passwd", "x", "archive_names"),
        ("..\\x", "x", "archive_names"),
        ("C:\\x", "x", "archive_names"),
        ("xl/inner.zip", "x", "archive_nested"),
        ("xl/embeddings/Sheet.XLSX", "x", "archive_nested"),
        ("xl/media/image1.png", pack(PLAIN).getvalue(), "archive_nested"),
        ("xl/media/image2.png", b"\x1f\x8b\x08rest", "archive_nested"),
        ("xl/embeddings/oleObject1.bin", compound("Root").getvalue(), "archive_nested"),
        ("xl/media/image1.bin", bytes(2 << 20), "archive_ratio"),
    ],
)
def test_parts_that_harm(name: str, part: str | bytes, code: str) -> None:
    assert refusal(pack({**PLAIN, name: part})) == code


@pytest.mark.check(68)
def test_a_thousand_parts_and_no_more() -> None:
    many = {f"xl/media/{at}.txt": "x" for at in range(1_000)}
    refuse(pack({**PLAIN, **dict(list(many.items())[: 1_000 - len(PLAIN)])}))
    assert refusal(pack({**PLAIN, **many})) == "archive_entries"
    assert refusal(pack({**PLAIN, **{f"{at}" * 200: "" for at in range(2_000)}})) == (
        "archive_entries"
    )


def test_a_directory_is_not_read_whatever_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"xl/media/{'x' * 200}{at}": "" for at in range(900)}
    refuse(pack({**PLAIN, **many}))
    monkeypatch.setattr(archives, "DIRECTORY_LIMIT", 100_000)
    assert refusal(pack({**PLAIN, **many})) == "archive_entries"


@pytest.mark.check(68)
def test_a_link_is_refused() -> None:
    target = pack(PLAIN)
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refusal(target) == "archive_names"


def test_one_name_twice_is_refused() -> None:
    target = pack(PLAIN)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<other/>")
    assert refusal(target) == "archive_names"


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.check(68)
def test_a_bomb_is_refused_unexpanded(traced: None, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bomb(300)
    assert len(content.getvalue()) < 400_000
    expanded: list[str] = []
    monkeypatch.setattr(
        zipfile.ZipFile, "open", lambda _self, name, *_rest: expanded.append(str(name))
    )
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    assert refusal(content) == "archive_ratio"
    assert expanded == []
    assert tracemalloc.get_traced_memory()[1] - before < 1 << 20


@pytest.mark.check(68)
def test_a_directory_that_lies_gains_nothing(traced: None) -> None:
    """Declared small, the sheet is expanded up to what was declared, then refused."""
    rows = [[f"cell {at}" for at in range(40)]] * 20_000
    content = bytearray(workbook(rows).getvalue())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02") + 4)
    content[at + 24 : at + 28] = struct.pack("<I", 100_000)
    book = open_workbook(io.BytesIO(bytes(content)))
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    read = 0
    with pytest.raises(Unreadable, match="damaged"):
        for _ in book.rows("Sheet1"):
            read += 1
    assert read < 100
    assert tracemalloc.get_traced_memory()[1] - before < 2 << 20


def test_packed_sizes_that_are_overstated_gain_nothing() -> None:
    """With them a bomb would look as if it grew like records do."""
    content = bytearray(bomb(300).getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 24] = struct.pack("<I", 100 << 20)
    assert refusal(io.BytesIO(bytes(content))) == "workbook_damaged"


def test_parts_before_the_beginning_are_refused() -> None:
    """A directory that claims to begin later than it does moves every part before the file."""
    content = bytearray(pack(PLAIN).getvalue())
    at = content.rindex(b"PK\x05\x06") + 16
    (begins,) = struct.unpack("<I", content[at : at + 4])
    content[at : at + 4] = struct.pack("<I", begins + 1_000)
    assert refusal(io.BytesIO(bytes(content))) == "workbook_damaged"


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_expand_without_a_limit_are_refused(packing: int) -> None:
    target = pack(PLAIN)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/media/image1.bin", "x", compress_type=packing)
    assert refusal(target) == "workbook_damaged"


def test_large_and_natural_passes_where_large_and_repetitive_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "SIZE_LIMIT", 3_000_000)
    monkeypatch.setattr(archives, "NATURAL_SIZE_LIMIT", 6_000_000)
    chance = random.Random(2)
    natural = [[str(chance.randint(0, 10**9)) for _ in range(8)] for _ in range(9_000)]
    repetitive = [["the same text" * 20] for _ in range(12_000)]
    assert 3_000_000 < len(sheet(natural)) < 6_000_000
    assert 3_000_000 < len(sheet(repetitive)) < 6_000_000
    refuse(workbook(natural))
    assert refusal(workbook(repetitive)) == "archive_too_large"
    assert refusal(workbook(natural * 2)) == "archive_too_large"


def test_under_a_password() -> None:
    assert refusal(compound("Root Entry", "EncryptionInfo", "EncryptedPackage")) == (
        "workbook_password"
    )
    assert refusal(compound("Root Entry", "Workbook")) == "workbook_old"
    packed = bytearray(pack(PLAIN).getvalue())
    at = packed.index(b"PK\x01\x02")
    packed[at + 8] |= 1
    assert refusal(io.BytesIO(bytes(packed))) == "workbook_password"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "workbook_macros"),
        ("xl/macrosheets/sheet1.xml", "workbook_macros"),
        ("xl/externalLinks/externalLink1.xml", "workbook_links"),
        ("xl/workbook.bin", "workbook_binary"),
    ],
)
def test_kinds_of_workbooks_that_are_not_read(name: str, code: str) -> None:
    assert refusal(pack({**PLAIN, name: "<x/>"})) == code


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        (f'<Relationship Id="x" Type="{RELATED}/externalLink" Target="e.xml"/>', "workbook_links"),
        (
            f'<Relationship Id="x" Type="{RELATED}/worksheet" Target="http://x/" '
            'TargetMode="External"/>',
            "workbook_links",
        ),
        (f'<Relationship Id="x" Type="{RELATED}/vbaProject" Target="v.x"/>', "workbook_macros"),
        (f'<Relationship Id="x" Type="{RELATED}/xlMacrosheet" Target="v.x"/>', "workbook_macros"),
    ],
)
def test_macros_and_links_under_other_names(relation: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        open_workbook(pack(parts({"Sheet1": sheet([["a"]])}, extra=relation)))
    assert caught.value.code == code


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who called there."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                line, who = server.accept()
            except TimeoutError:
                continue
            calls.append(who)
            line.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    over.set()
    thread.join()
    server.close()


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:{port}/e">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p"> %p;]>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "<!DOCTYPE x>",
)


@pytest.mark.check(67)
@pytest.mark.parametrize("declared", ENTITIES)
@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"]
)
def test_document_types_and_entities_are_refused(
    declared: str, name: str, listener: tuple[int, list[object]]
) -> None:
    port, calls = listener
    content = dict(PLAIN)
    root = str(content[name]).replace(">1<", ">&e;<").replace(">a<", ">&e;<")
    for encoding in ("utf-8", "utf-16"):
        prolog = f"<?xml version='1.0' encoding='{encoding}'?>" + declared.format(port=port)
        content[name] = (prolog + root).encode(encoding)
        assert refusal(pack(content)) == "workbook_entities"
        with pytest.raises(Unreadable):
            open_workbook(pack(content))
    assert calls == []
    socket.create_connection(("127.0.0.1", port)).close()
    for _ in range(100):
        if calls:
            break
        threading.Event().wait(0.02)
    assert len(calls) == 1, "the listener would have noticed"


@pytest.mark.check(67)
def test_a_document_type_behind_a_long_prolog_is_refused_too() -> None:
    content = dict(PLAIN)
    name = "xl/worksheets/sheet1.xml"
    content[name] = f"<!--{'x' * 20_000}--><!DOCTYPE x>{content[name]}"
    assert refusal(pack(content, stored=[name])) == "workbook_damaged"


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_workbook_without_one_of_its_parts(name: str) -> None:
    content = {key: part for key, part in PLAIN.items() if key != name}
    try:
        book = open_workbook(pack(content))
        for each in book.sheets:
            list(book.rows(each))
    except Unreadable as trouble:
        assert trouble.code in ("workbook_damaged", "archive")
    else:
        pytest.fail("a part is missing")


def test_a_workbook_cut_anywhere_or_damaged_anywhere_is_refused_in_words() -> None:
    whole = workbook([[f"cell {row} {column}" for column in range(9)] for row in range(200)])
    content = whole.getvalue()
    chance = random.Random()
    for _ in range(300):
        spoiled = bytearray(content)
        if chance.random() < 0.4:
            del spoiled[chance.randrange(1, len(spoiled)) :]
        else:
            for _ in range(chance.randint(1, 20)):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        try:
            book = open_workbook(io.BytesIO(bytes(spoiled)))
            for name in book.sheets:
                list(book.rows(name))
        except Unreadable as trouble:
            assert str(trouble)


def test_parts_of_odd_content_are_damage() -> None:
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels"):
        for content in ("<x", "not xml", f"<x {MAIN}></y>", "<x>&none;</x>"):
            with pytest.raises(Unreadable):
                book = open_workbook(pack({**PLAIN, name: content}))
                list(book.rows(book.sheets[0]))
                pytest.fail(f"{name}: {content}")
