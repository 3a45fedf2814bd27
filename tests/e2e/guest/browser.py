"""Chromium without a screen, on a page that reads the camera."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tests.e2e.guest.setting import Guest, MissedError, SkippedError

_PAGE: Final = Path(__file__).with_name("page.html")
_LIMIT_S: Final = 30.0
_END_LIMIT_S: Final = 20.0
_OPTIONS: Final = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-zygote"),
    *(
        "--js-flags=--jitless",
        "--no-first-run",
        "--disable-extensions",
        "--disable-sync",
        "--disable-background-networking",
    ),
    *("--disable-component-update", "--disable-features=Translate,MediaRouter,OptimizationHints"),
    *("--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the page saw.

    Attributes:
        labels: Names of all cameras.
        track: Name of the one that plays.
        size: Width and height of its pictures.
        rows: A line through the middle of each picture, N x W uint8, green.
        bars: A line through the last one's colour bars, W x 3 uint8 RGB.
        times: When each came, seconds.
    """

    labels: tuple[str, ...]
    track: str
    size: tuple[int, int]
    rows: npt.NDArray[np.uint8]
    bars: npt.NDArray[np.uint8]
    times: tuple[float, ...]


def read_in_chromium(guest: Guest) -> Found:
    """Opens the page in Chromium and waits for its answer.

    Raises:
        SkippedError: There is no Chromium.
        MissedError: The page failed, or said nothing.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SkippedError("chromium is not installed")
    with _Server() as server, (guest.logs / "chromium.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own words, no shell
            [chromium, *_OPTIONS, "--user-data-dir=/tmp/chromium", server.address],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            guest.until(lambda: server.found is not None or process.poll() is not None, "an answer", _LIMIT_S)
        finally:
            process.kill()
            process.wait(_END_LIMIT_S)
        answer = server.found
    if answer is None:
        raise MissedError("Chromium ended without an answer; see chromium.log")
    return _found(answer)


def _found(answer: dict[str, Any]) -> Found:
    if "error" in answer:
        raise MissedError(f"the page says {answer['error']}")
    width, height = answer["size"]
    return Found(
        tuple(answer["labels"]),
        answer["track"],
        (width, height),
        np.array(answer["rows"], np.uint8),
        np.array(answer["bars"], np.uint8).reshape(-1, 4)[:, :3],
        tuple(time / 1000 for time in answer["times"]),
    )


class _Server:
    """Serves the page, and takes its answer."""

    def __init__(self) -> None:
        self.found: dict[str, Any] | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(_PAGE.read_bytes())

            def do_POST(self) -> None:
                outer.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer(b"")

            def log_message(self, *_: object) -> None:
                pass

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="page", daemon=True)

    @property
    def address(self) -> str:
        """Where the page is; localhost is a secure place, which cameras need."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> _Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
