"""Files in the body of a request (RFC 7578), read by the standard library's mail parser."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP

from talktrack.world.json_service import Refused
from talktrack.world.loopback import Request


def only_file(request: Request) -> bytes:
    """Return the one file that a request carries.

    Raises:
        Refused: it carries none or several.
    """
    head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.data)
    files = [part.get_payload(decode=True) for part in message.iter_parts() if part.get_filename()]
    if len(files) != 1 or not isinstance(files[0], bytes):
        raise Refused(400, "the body must hold one file")
    return files[0]
