"""The files the program knows: name, address, size, hash, licence. Read from ``models/manifest.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from app.errors import UsageError

_HUB = "https://huggingface.co"


class Network(Enum):
    """The networks of LivePortrait, by the names of their official files."""

    APPEARANCE = "appearance_feature_extractor"
    MOTION = "motion_extractor"
    WARPING = "warping_module"
    GENERATOR = "spade_generator"
    STITCHING = "stitching_retargeting_module"


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file must be, byte for byte.

    Attributes:
        size: Bytes.
        sha256: Lower-case hexadecimal.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HubAddress:
    """A file of a Hugging Face repository.

    Attributes:
        repo: ``owner/name``.
        revision: The commit it is pinned to.
        path: Path inside the repository.
    """

    repo: str
    revision: str
    path: str

    @property
    def url(self) -> str:
        """The address a browser can fetch."""
        return f"{_HUB}/{self.repo}/resolve/{self.revision}/{self.path}"

    @property
    def page(self) -> str:
        """The address at which a person sees what lies at the path, if it is a folder."""
        return f"{_HUB}/{self.repo}/tree/{self.revision}/{self.path}".rstrip("/")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A file at a plain https address."""

    url: str


Address = HubAddress | WebAddress


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of the manifest.

    Attributes:
        name: Its official file name.
        address: Where it is fetched from.
        digest: Size and hash of the official file.
        licence: SPDX identifier.
        purpose: What it is for, one line.
        network: The network it holds; None for a file that another library reads.
    """

    name: str
    address: Address
    digest: Digest
    licence: str
    purpose: str
    network: Network | None

    @property
    def converts(self) -> bool:
        """Whether it is a pickled checkpoint, kept here as safetensors."""
        return self.network is not None

    @property
    def stored_name(self) -> str:
        """The name under which the program keeps it."""
        return PurePosixPath(self.name).stem + ".safetensors" if self.converts else self.name


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files, in the order of the manifest."""

    files: tuple[WeightFile, ...]

    @property
    def networks(self) -> tuple[WeightFile, ...]:
        """The files the LivePortrait engine needs."""
        return tuple(file for file in self.files if file.network is not None)

    def select(self, names: tuple[str, ...]) -> tuple[WeightFile, ...]:
        """The files with these names, with or without their ending; all of them for no names.

        Raises:
            UsageError: There is no such file.
        """
        known = {key: file for file in self.files for key in (file.name, PurePosixPath(file.name).stem)}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UsageError(
                f"there is no model {unknown[0]!r}",
                "the manifest does not name it",
                f"Known are: {', '.join(file.name for file in self.files)}",
            )
        wanted = {known[name].name for name in names}
        return tuple(file for file in self.files if not names or file.name in wanted)
