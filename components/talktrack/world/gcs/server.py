"""The HTTP server: one thread per connection, routing to the two APIs, and faults on demand."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from talktrack.world.gcs import json_api, uploads
from talktrack.world.gcs.json_api import JsonApi
from talktrack.world.gcs.objects import Bucket
from talktrack.world.gcs.refusals import RefusedError
from talktrack.world.gcs.uploads import Uploads
from talktrack.world.gcs.wire import Reply, Request, json_reply
from talktrack.world.gcs.xml_api import XmlApi, xml_reply
from talktrack.world.listening import Listening

WRITING = ("PUT", "POST", "DELETE")


@dataclass(frozen=True)
class Fault:
    """An error the server answers instead of the truth; `landed` means the work was done and only its reply is lost."""

    status: int
    methods: tuple[str, ...]
    landed: bool


class GcsServer(Listening):
    """Google Cloud Storage on a free loopback port while the context is open.

    Point clients at `url` (``STORAGE_EMULATOR_HOST`` for google-cloud-storage) or give LanceDB `lance_options`.
    """

    def __init__(self, buckets: Sequence[str] = ("talktrack",)) -> None:
        """Make the buckets; nothing listens before the context is entered."""
        super().__init__(_Handler)
        self._json = JsonApi({name: Bucket(name) for name in buckets})
        self._uploads = Uploads(self._json)
        self._xml = XmlApi(self._json)
        self._faults: deque[Fault] = deque()

    @property
    def lance_options(self) -> dict[str, str]:
        """Return the storage options that make LanceDB's gs:// talk to this server without credentials."""
        keys = {"gcs_base_url": self.url, "disable_oauth": True, "client_email": "", "private_key": ""}
        account = json.dumps(keys | {"private_key_id": ""})
        return {"google_service_account_key": account, "allow_http": "true"}

    def fail_next(self, status: int, times: int = 1, methods: Sequence[str] = WRITING, *, landed: bool = False) -> None:
        """Answer the next requests of these methods with an error status; with `landed` after doing the work."""
        self._faults.extend([Fault(status, tuple(methods), landed)] * times)

    def answer(self, request: Request) -> Reply:
        """Answer one request, or the fault that waits for it."""
        fault = self._next_fault(request.method)
        if fault is None:
            return self._route(request)
        if fault.landed:
            self._route(request)
        return self._refusal(request, RefusedError(fault.status, "Fault", "A fault was asked for."))

    def _next_fault(self, method: str) -> Fault | None:
        if self._faults and method in self._faults[0].methods:
            return self._faults.popleft()
        return None

    def _route(self, request: Request) -> Reply:
        try:
            if request.path.startswith(uploads.PREFIX):
                return self._uploads.handle(request)
            if request.path.startswith(json_api.PREFIXES):
                return self._json.handle(request)
            return self._xml.handle(request)
        except RefusedError as refused:
            return self._refusal(request, refused)

    def _refusal(self, request: Request, refused: RefusedError) -> Reply:
        """Return the error in the dialect of the API that was asked."""
        if refused.status == 304:
            return Reply(304)
        if request.path.startswith((uploads.PREFIX, *json_api.PREFIXES)):
            error = {"code": refused.status, "message": str(refused), "errors": [{"reason": refused.code}]}
            return json_reply({"error": error}, refused.status)
        body = f"<Error><Code>{refused.code}</Code><Message>{escape(str(refused))}</Message></Error>"
        return xml_reply(body, refused.status)


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into `Request` and `Reply` back into HTTP."""

    service: GcsServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def do_GET(self) -> None:
        """Read one request and send the answer."""
        target = urlsplit(self.path)
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        request = Request(self.command, target.path, query, self.headers, self._body(), self.service.url)
        self._send(self.service.answer(request))

    do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = do_GET  # noqa: N815 - http.server looks methods up by these names

    def log_message(self, *_: object) -> None:
        """Keep tests quiet."""

    def _body(self) -> bytes:
        """Read a body of known length or in chunks (https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding)."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return bytes(data)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
