"""Mails with attachments that are dangerous to open, or whose names are. Nobody opens them: they are digested."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable
from functools import partial

from tests.hostile.archives import ARCHIVES
from tests.hostile.case import Cases
from tests.hostile.mail import HEAD

NAMES: dict[str, bytes] = {
    "a path": b'filename="../../../etc/passwd"',
    "an absolute path": b'filename="/etc/passwd"',
    "a path of Windows": b'filename="..\\\\..\\\\x.exe"',
    "a path in percent signs": b"filename*=utf-8''..%2F..%2Fetc%2Fpasswd",
    "a NUL in percent signs": b"filename*=utf-8''a%00.txt",
    "a line end": b"filename*=utf-8''a%0D%0ABcc:%20x",
    "a megabyte": b'filename="' + b"a" * 200_000 + b'"',
    "right to left": b"filename*=utf-8''a%E2%80%AEtxt.exe",
    "pieces without end": b";".join(b" filename*%d=a" % n for n in range(5_000)),
    "nothing": b'filename=""',
}


def mailed(data: bytes, name: bytes = b'filename="a.zip"') -> bytes:
    """Return a mail that says hi and carries a file."""
    kind = b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    part = kind + b"Content-Disposition: attachment; " + name + b"\n\n" + encodebytes(data)
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n" + part + b"\n--b--\n"


def _mail_of(make: Callable[[], bytes]) -> bytes:
    return mailed(make())


FILES: Cases = {
    **{f"attachment: {name}": (partial(_mail_of, make), 1) for name, make in ARCHIVES.items()},
    **{f"attachment named {called}": (partial(mailed, b"x", name), 1) for called, name in NAMES.items()},
}
