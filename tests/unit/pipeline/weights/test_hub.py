"""The real client against a server on this machine."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import huggingface_hub
import pytest
from huggingface_hub import constants

from app.pipeline.weights.fetch import FetchError, Trouble
from app.pipeline.weights.hub import HubFetch, request_url
from app.pipeline.weights.manifest import HubAddress, WebAddress

CONTENT = bytes(range(256)) * 4


class _Handler(BaseHTTPRequestHandler):
    """Each path is a behaviour."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    seen: list[dict[str, str]]

    def do_GET(self) -> None:
        self.seen.append({key.lower(): value for key, value in self.headers.items()})
        if status := re.fullmatch(r"/status/(\d+)", self.path):
            return self._answer(int(status[1]), b"no")
        wanted = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if self.path == "/moved":
            return self._answer(302, b"", {"Location": "/file"})
        if wanted is None or self.path == "/whole":
            return self._answer(200, CONTENT, short=self.path == "/broken")
        start = int(wanted[1])
        part = "nonsense" if self.path == "/vague" else f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        return self._answer(206, CONTENT[start:], {"Content-Range": part})

    def _answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, short: bool = False
    ) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:-100] if short else body)
        self.close_connection = short

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing it waits for them

    def handle_error(self, *_: object) -> None:
        """Clients may leave early."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    _Handler.seen = []
    httpd = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, name="test server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        huggingface_hub.close_session()
        httpd.shutdown()
        thread.join(5)
        httpd.server_close()


def _get(url: str, start: int = 0) -> tuple[int, bytes]:
    with HubFetch().open(WebAddress(url), start) as stream:
        return stream.start, b"".join(stream.chunks)


def _trouble(url: str, start: int = 0) -> Trouble:
    with pytest.raises(FetchError) as caught:
        _get(url, start)
    return caught.value.trouble


def test_a_file_comes_whole_also_from_another_place(server: str) -> None:
    assert _get(f"{server}/file") == (0, CONTENT)
    assert _get(f"{server}/moved") == (0, CONTENT)


def test_the_rest_of_a_file_comes_where_the_server_can(server: str) -> None:
    assert _get(f"{server}/file", 1000) == (1000, CONTENT[1000:])
    assert _get(f"{server}/whole", 1000) == (0, CONTENT)
    assert _trouble(f"{server}/vague", 1000) is Trouble.REFUSED


def test_no_token_is_sent_and_no_compression_asked_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    _get(f"{server}/file")
    (headers,) = _Handler.seen
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (404, Trouble.NOT_FOUND),
        (410, Trouble.NOT_FOUND),
        (401, Trouble.REFUSED),
        (403, Trouble.REFUSED),
        (416, Trouble.REFUSED),
        (204, Trouble.REFUSED),
        (429, Trouble.INTERRUPTED),
        (500, Trouble.INTERRUPTED),
        (503, Trouble.INTERRUPTED),
    ],
)
def test_what_a_server_answers_is_understood(server: str, status: int, trouble: Trouble) -> None:
    assert _trouble(f"{server}/status/{status}") is trouble


def test_a_connection_that_breaks_is_worth_another_try(server: str) -> None:
    assert _trouble(f"{server}/broken") is Trouble.INTERRUPTED


def test_nobody_there_is_offline(server: str) -> None:
    unused = _Server(("127.0.0.1", 0), _Handler)
    port = unused.server_port
    unused.server_close()
    assert _trouble(f"http://127.0.0.1:{port}/file") is Trouble.OFFLINE
    assert server  # the fixture keeps proxies out


def test_offline_mode_asks_nobody(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert _trouble(f"{server}/file") is Trouble.OFFLINE
    assert _Handler.seen == []


def test_hub_addresses_are_pinned_to_their_revision() -> None:
    address = HubAddress("owner/name", "0123456789" * 4, "folder/file.pth")
    assert request_url(address).endswith(f"/owner/name/resolve/{'0123456789' * 4}/folder/file.pth")
