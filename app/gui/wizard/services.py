"""What the guide needs of the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.gui.dialogs.output_help import OutputCheck
from app.gui.views import BGRAImage, DeviceChoice, DownloadView, PortraitChoice, PreviewPicture


class WizardServices(Protocol):
    """Everything returns at once; work goes on elsewhere and ends in ``changed``."""

    @property
    def changed(self) -> SignalInstance:
        """Something that a page shows is other than before: devices, thumbnails, progress."""

    @property
    def cameras(self) -> tuple[DeviceChoice, ...]:
        """All cameras, the saved one even if it is gone, and the demo performer."""

    @property
    def camera(self) -> str:
        """Id of the camera in use."""

    @property
    def camera_problem(self) -> str:
        """Why the camera gives no picture and what helps, in words; empty while all is well."""

    def choose_camera(self, key: str) -> None:
        """Uses another camera."""

    def watch_camera(self, watched: bool) -> None:
        """Opens the camera for ``pull_camera``, or lets it go unless the stream needs it."""

    def pull_camera(self, width: int, height: int, after: int) -> PreviewPicture | None:
        """The camera's newest picture.

        Args:
            width: Most device pixels.
            height: Most device pixels.
            after: Serial of the picture one has.

        Returns:
            None if there is none newer.
        """

    @property
    def portraits(self) -> tuple[PortraitChoice, ...]:
        """The gallery."""

    @property
    def portrait(self) -> str:
        """Id of the portrait in use."""

    def thumbnail(self, key: str) -> BGRAImage | None:
        """Its thumbnail, None while it is not made."""

    def choose_portrait(self, key: str) -> None:
        """Uses another portrait."""

    def add_portraits(self, paths: Sequence[Path]) -> None:
        """Takes files into the gallery."""

    @property
    def download(self) -> DownloadView:
        """LivePortrait's weights."""

    def start_download(self) -> None:
        """Fetches them, from where it stopped."""

    def cancel_download(self) -> None:
        """Stops; what has come is kept."""

    @property
    def output(self) -> OutputCheck:
        """The virtual camera."""

    def check_output(self) -> None:
        """Looks at the virtual camera anew."""
