"""What else may be found where a Pipelines server should be: a page, for whatever is asked."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from talktrack.world.listening import Listening

LOGIN = "<!DOCTYPE html><html><title>Sign in</title></html>"


class _Handler(BaseHTTPRequestHandler):
    service: WebPage

    def do_GET(self) -> None:
        """Send the page."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(self.service.status)
        if 300 <= self.service.status < 400:
            self.send_header("Location", "/login")
        self.send_header("Content-Length", str(len(self.service.text)))
        self.end_headers()
        self.wfile.write(self.service.text.encode())

    do_POST = do_GET  # noqa: N815 - http.server looks methods up by these names

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class WebPage(Listening):
    """Answers every call with one status and text. Use as a context manager; `url` is its address."""

    def __init__(self, status: int = 200, text: str = LOGIN) -> None:
        """Say what it answers."""
        super().__init__(_Handler)
        self.status, self.text = status, text
