"""Fetches over https by Hugging Face's client: its proxies, mirror, certificates and offline mode apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from huggingface_hub import get_session, hf_hub_url
from huggingface_hub.errors import OfflineModeIsEnabled

from app.pipeline.weights.fetch import FetchError, Stream, Trouble
from app.pipeline.weights.manifest import Address, HubAddress

_CHUNK = 1 << 18
_TIMEOUT_S = 30.0
_OK, _PARTIAL = 200, 206
_TROUBLES = {
    404: Trouble.NOT_FOUND,
    410: Trouble.NOT_FOUND,
    408: Trouble.INTERRUPTED,
    429: Trouble.INTERRUPTED,
}
_FIRST_SERVER_FAULT = 500


class HubFetch:
    """The real network. No token is sent: every file in the manifest is public."""

    @contextmanager
    def open(self, address: Address, start: int) -> Iterator[Stream]:
        """See ``Fetch``."""
        # Compression would make offsets mean something else.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        url = request_url(address)
        try:
            with get_session().stream("GET", url, headers=headers, timeout=_TIMEOUT_S) as response:
                _require_success(response)
                yield Stream(_start(response), response.iter_bytes(_CHUNK))
        except OfflineModeIsEnabled as error:
            raise FetchError(Trouble.OFFLINE, "HF_HUB_OFFLINE forbids downloads") from error
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise FetchError(Trouble.OFFLINE, f"no connection ({error})") from error
        except httpx2.HTTPError as error:
            raise FetchError(Trouble.INTERRUPTED, f"the connection broke ({error})") from error


def request_url(address: Address) -> str:
    """The address to ask; a hub file's goes to the mirror in ``HF_ENDPOINT`` if there is one."""
    if isinstance(address, HubAddress):
        return hf_hub_url(address.repo, address.path, revision=address.revision)
    return address.url


def _require_success(response: httpx2.Response) -> None:
    status = response.status_code
    if status in (_OK, _PARTIAL):
        return
    other = Trouble.INTERRUPTED if status >= _FIRST_SERVER_FAULT else Trouble.REFUSED
    raise FetchError(_TROUBLES.get(status, other), f"{response.url.host} answers {status}")


def _start(response: httpx2.Response) -> int:
    if response.status_code != _PARTIAL:
        return 0
    match = re.match(r"bytes (\d{1,15})-", response.headers.get("Content-Range", ""))
    if match is None:
        raise FetchError(Trouble.REFUSED, "the server does not say which part it sends")
    return int(match[1])
