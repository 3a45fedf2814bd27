"""A PipeWire of its own for the tests, and a reader that takes what it publishes apart."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from app.pipeline.sinks.pipewire_setup import PipeWireSystem
from app.pipeline.sinks.virtual_camera.pattern import read_number
from app.pipeline.sinks.virtual_camera.pixels import Pixels

LIMIT_S = 20.0
"""For everything that is waited for."""

PROGRAMS = ("pipewire", "wireplumber", "pw-dump", "dbus-daemon", "gst-launch-1.0")
_END_LIMIT_S = 5.0


def missing_parts() -> str:
    """Why these tests cannot be run here; empty where they can."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"no {', '.join(absent)}; make e2e-pipewire gets them on Debian"
    plugins = PipeWireSystem.here().missing
    return f"GStreamer lacks {', '.join(plugins)}" if plugins else ""


def until(condition: Callable[[], bool], what: str, seconds: float = LIMIT_S) -> float:
    """Waits, at most that long; how long it took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, f"it did not come to that: {what}"
        time.sleep(0.02)
    return time.monotonic() - begin


class PrivateSession:
    """A bus, PipeWire and WirePlumber that nobody else has anything to do with."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pw"))
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIPEWIRE", "DBUS"))
        }
        folders = {
            f"XDG_{name}": str(self.folder)
            for name in ("RUNTIME_DIR", "CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "DATA_HOME")
        }
        self.environment = {**kept, **folders, "HOME": str(self.folder)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Starts what is not running."""
        if "dbus-daemon" not in self._running:
            address = f"unix:path={self.folder / 'bus'}"
            self._run("dbus-daemon", "--session", "--nofork", f"--address={address}")
            until((self.folder / "bus").is_socket, "the bus listens")
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self._run("pipewire")
        until((self.folder / "pipewire-0").is_socket, "PipeWire listens")
        self._run("wireplumber")
        until(self._is_managed, "WirePlumber is there")

    def kill_pipewire(self) -> None:
        """As a crash does; WirePlumber ends with it."""
        for name in ("pipewire", "wireplumber"):
            process = self._running.pop(name)
            process.kill()
            process.wait(_END_LIMIT_S)
        for file in self.folder.glob("pipewire-0*"):
            file.unlink()

    def close(self) -> None:
        """Ends everything, and leaves nothing."""
        for process in reversed(self._running.values()):
            process.terminate()
            try:
                process.wait(_END_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_END_LIMIT_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def nodes(self, name: str) -> list[dict[str, Any]]:
        """What PipeWire tells of the nodes of that name."""
        return [one["info"] for one in self._objects() if _node_name(one) == name]

    def readers_of(self, name: str) -> int:
        """How many readers WirePlumber has linked to the nodes of that name."""
        objects = self._objects()
        links = [one["info"] for one in objects if one["type"].endswith(":Link") and one.get("info")]
        ids = {one["id"] for one in objects if _node_name(one) == name}
        return sum(link["output-node-id"] in ids for link in links)

    def _is_managed(self) -> bool:
        clients = [one for one in self._objects() if one["type"].endswith(":Client") and one.get("info")]
        names = {client["info"]["props"].get("application.name") for client in clients}
        return names >= {"WirePlumber", "WirePlumber [export]"}

    def _objects(self) -> list[dict[str, Any]]:
        dumped = subprocess.run(
            ["pw-dump"],  # noqa: S607 - the system's
            env=self.environment,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
        if dumped.returncode or not dumped.stdout:
            return []
        objects: list[dict[str, Any]] = json.loads(dumped.stdout)
        return objects

    def _run(self, *command: str) -> None:
        self._running[command[0]] = subprocess.Popen(  # noqa: S603 - our own words
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _node_name(found: dict[str, Any]) -> str | None:
    if not found["type"].endswith(":Node") or not found.get("info"):
        return None
    name: str | None = found["info"]["props"].get("node.name")
    return name


@dataclass(frozen=True, slots=True)
class ReadFrame:
    """A frame that came out.

    Attributes:
        time: When, seconds of ``time.perf_counter``.
        number: Of a coded pattern, or what stands for none.
        pixels: H x W x 2 uint8, YUY2.
    """

    time: float
    number: int
    pixels: Pixels


class Reader:
    """Reads a node as an application does, through GStreamer; not a part of what is tested.

    Args:
        session: Where the node is.
        node: Its name.
        size: Width and height that are expected, pixels.
        keep: How many frames keep their pixels; the others are only read.
    """

    def __init__(self, session: PrivateSession, node: str, size: tuple[int, int], keep: int = 400) -> None:
        self.frames: list[ReadFrame] = []
        self._size, self._keep = size, keep
        self.process = subprocess.Popen(  # noqa: S603 - our own words
            _reading(node, size), env=session.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._thread = threading.Thread(target=self._read, name="reader")
        self._thread.start()

    @property
    def numbers(self) -> list[int]:
        """Of all frames so far."""
        return [frame.number for frame in self.frames]

    def close(self) -> None:
        """Hangs up."""
        self.process.kill()
        self.process.wait(_END_LIMIT_S)
        self._thread.join(_END_LIMIT_S)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        stream = self.process.stdout
        width, height = self._size
        while stream is not None and (data := _exactly(stream, 2 * width * height)):
            pixels = np.frombuffer(data, np.uint8).reshape(height, width, 2)
            kept = pixels if len(self.frames) < self._keep else pixels[:0]
            self.frames.append(ReadFrame(time.perf_counter(), read_number(pixels[..., 0]), kept))


def _reading(node: str, size: tuple[int, int]) -> Sequence[str]:
    width, height = size
    wanted = f"video/x-raw,format=YUY2,width={width},height={height}"
    source = ("pipewiresrc", f"target-object={node}", "always-copy=true")
    return ("gst-launch-1.0", "-q", *source, "!", wanted, "!", "fdsink", "fd=1", "sync=false")


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    return data if len(data) == count else b""
