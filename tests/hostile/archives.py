"""Archives and office files that want to fill the disk or leave their folder: sources of their own, and attachments."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable

MB = 1_000_000
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(10)
)
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def zipped(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """Return a zip archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def nested_zip(levels: int) -> bytes:
    """Return an archive in an archive in an archive, the innermost a megabyte of zeros."""
    data = bytes(MB)
    for level in range(levels):
        data = zipped([(f"{level}.zip", data)])
    return data


def symlink(target: bytes) -> bytes:
    """Return an archive whose one member is a symbolic link."""
    entry = zipfile.ZipInfo("call.txt")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped([(entry, target)])


def lying(declared: int) -> bytes:
    """Return an archive that declares another size than its member has."""
    whole = bytearray(zipped([("call.txt", b"Jane: Hi\n" * 1_000)]))
    entry = whole.rindex(b"PK\x01\x02")
    for place in (22, entry + 24):
        struct.pack_into("<I", whole, place, declared)
    return bytes(whole)


def encrypted() -> bytes:
    """Return an archive whose member says that it is encrypted."""
    whole = bytearray(zipped([("call.txt", b"Jane: Hi\n")]))
    entry = whole.rindex(b"PK\x01\x02")
    for place in (6, entry + 8):
        struct.pack_into("<H", whole, place, 1)
    return bytes(whole)


def many_members(count: int) -> bytes:
    """Return an archive of many empty members, put together by hand: the library takes seconds for it."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    central = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(central) * count, len(local) * count, 0)
    return local * count + central * count + end


def taped(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> bytes:
    """Return a tar archive of one member."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, link
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(entry, io.BytesIO(bytes(size)))
    return file.getvalue()


def office(document: bytes) -> bytes:
    """Return a word processor's file with this document in it."""
    return zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "zip 1:1000": lambda: zipped([("call.txt", bytes(50 * MB))]),
    "zips in zips": lambda: nested_zip(50),
    "zip that leaves its folder": lambda: zipped([("../../../etc/cron.d/x", b"* * * * * root id")]),
    "zip with absolute names": lambda: zipped([("/etc/passwd", b"x"), ("C:\\Windows\\x", b"x")]),
    "zip with a link": lambda: symlink(b"/etc/passwd"),
    "zip that says it is small": lambda: lying(1),
    "zip that says it is huge": lambda: lying(0xFFFFFFFE),
    "zip that is encrypted": encrypted,
    "zip of 100 000 members": lambda: many_members(100_000),
    "zip of one name over and over": lambda: zipped([(f"{n % 2}.txt", b"Hi") for n in range(2)]) * 2,
    "zip without its end": lambda: zipped([("call.txt", b"Jane: Hi\n")])[:-22],
    "tar with a device": lambda: taped("null", tarfile.CHRTYPE),
    "tar with a link": lambda: taped("call.txt", tarfile.SYMTYPE, link="/etc/passwd"),
    "tar that leaves its folder": lambda: taped("../../x", size=10),
    "gzip of 50 MB": lambda: zlib.compressobj(9, wbits=31).compress(bytes(50 * MB)),
    "word with an external entity": lambda: office(EXTERNAL),
    "word that laughs": lambda: office(LAUGHS + b"]><x>&k;</x>"),
    "word with a macro": lambda: zipped([("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))]),
    "old word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "drawing with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(5_000),
    "nothing": lambda: b"",
}
