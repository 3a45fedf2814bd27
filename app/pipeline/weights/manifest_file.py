"""Reads a manifest, and takes nothing in it on trust: names and addresses become paths and requests."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from app.errors import WeightsError
from app.pipeline.weights.manifest import (
    Address,
    Digest,
    HubAddress,
    Manifest,
    Network,
    WebAddress,
    WeightFile,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_VERSION = 1
_MANIFEST_BYTES = 1_000_000
_LONGEST_REASON = 200
_LARGEST_FILE = 2**31
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(pth|task)")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_REVISION = re.compile(r"[0-9a-f]{40}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_KEYS = {"name", "network", "purpose", "licence", "bytes", "sha256", "hub", "url"}
_HUB_KEYS = {"repo", "revision", "path"}


class _FlawError(Exception):
    """What is wrong, in words that follow 'the manifest'."""


def shipped_manifest() -> Manifest:
    """The manifest that comes with the program.

    Raises:
        WeightsError: It is missing or damaged.
    """
    try:
        data = files("models").joinpath("manifest.toml").read_bytes()
    except (OSError, ModuleNotFoundError) as error:
        raise _damaged(f"cannot be read ({error})") from error
    return parse_manifest(data)


def parse_manifest(data: bytes) -> Manifest:
    """Reads a manifest.

    Raises:
        WeightsError: It is damaged, or names something that could not be a weight file.
    """
    try:
        if len(data) > _MANIFEST_BYTES:
            raise _FlawError("is too large")
        table = tomllib.loads(data.decode("utf-8"))
        return _manifest(table)
    except _FlawError as flaw:
        raise _damaged(str(flaw)) from flaw
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise _damaged(f"is not TOML ({error})") from error


def _damaged(why: str) -> WeightsError:
    why = why if len(why) <= _LONGEST_REASON else f"{why[:_LONGEST_REASON]}..."
    return WeightsError(
        "cannot tell which models there are", f"the manifest {why}", "Install the program again"
    )


def _manifest(table: Mapping[str, Any]) -> Manifest:
    if table.get("version") != _VERSION:
        raise _FlawError(f"is not of version {_VERSION}")
    if set(table) - {"version", "file"}:
        raise _FlawError("holds something unknown")
    entries = table.get("file")
    if not isinstance(entries, list) or not entries or not all(isinstance(one, dict) for one in entries):
        raise _FlawError("lists no files")
    manifest = Manifest(tuple(_file(entry) for entry in entries))
    _require_unique([file.name.lower() for file in manifest.files])
    _require_unique([file.stored_name.lower() for file in manifest.files])
    _require_unique([file.network.value for file in manifest.networks if file.network is not None])
    return manifest


def _file(entry: Mapping[str, Any]) -> WeightFile:
    name = _text(entry, "name", _NAME)
    if set(entry) - _KEYS:
        raise _FlawError(f"says something unknown about {name}: {', '.join(sorted(set(entry) - _KEYS))}")
    network = _network(entry)
    if (network is not None) != name.endswith(".pth"):
        raise _FlawError(f"does not fit: {name} must name a network exactly when it is a checkpoint")
    return WeightFile(
        name=name,
        address=_address(entry, name),
        digest=Digest(_size(entry, name), _text(entry, "sha256", _SHA256)),
        licence=_text(entry, "licence"),
        purpose=_text(entry, "purpose"),
        network=network,
    )


def _text(entry: Mapping[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _FlawError(f"has a file without a {key}")
    if pattern is not None and pattern.fullmatch(value) is None:
        raise _FlawError(f"has a bad {key}: {value!r}")
    return value


def _size(entry: Mapping[str, Any], name: str) -> int:
    size = entry.get("bytes")
    if type(size) is not int or not 0 < size <= _LARGEST_FILE:  # a bool is an int
        raise _FlawError(f"gives no sensible size for {name}")
    return size


def _network(entry: Mapping[str, Any]) -> Network | None:
    if "network" not in entry:
        return None
    try:
        return Network(entry["network"])
    except ValueError:
        raise _FlawError(f"names an unknown network: {entry['network']!r}") from None


def _address(entry: Mapping[str, Any], name: str) -> Address:
    hub = entry.get("hub")
    if (hub is None) == ("url" not in entry):
        raise _FlawError(f"must give {name} one address, on the hub or as url")
    if hub is None:
        return _web_address(_text(entry, "url"), name)
    if not isinstance(hub, dict) or set(hub) != _HUB_KEYS:
        raise _FlawError(f"gives an incomplete address for {name}")
    path = _text(hub, "path")
    if not re.fullmatch(r"[\w./-]+", path, re.ASCII) or ".." in path or path.startswith("/"):
        raise _FlawError(f"has a bad path: {path!r}")
    _require_last_part(path, name)
    return HubAddress(_text(hub, "repo", _REPO), _text(hub, "revision", _REVISION), path)


def _web_address(url: str, name: str) -> WebAddress:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _FlawError(f"has a bad url: {url!r}") from None
    if parts.scheme != "https" or _HOST.fullmatch(parts.netloc) is None or parts.query or parts.fragment:
        raise _FlawError(f"has a bad url: {url!r}")
    _require_last_part(parts.path, name)
    return WebAddress(url)


def _require_last_part(path: str, name: str) -> None:
    if PurePosixPath(path).name != name:
        raise _FlawError(f"has an address that does not end in {name}")


def _require_unique(words: list[str]) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise _FlawError(f"names {twice[0]} twice")
