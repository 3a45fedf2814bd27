"""Video devices of a Linux machine, made of ordinary files."""

from __future__ import annotations

from pathlib import Path


class FakeVideo4Linux:
    """``/sys/class/video4linux`` and ``/dev`` as ordinary folders.

    Args:
        root: Empty folder to build them in.
    """

    def __init__(self, root: Path) -> None:
        self.sysfs, self.dev = root / "sys", root / "dev"
        self.sysfs.mkdir()
        self.dev.mkdir()

    def plug(
        self, index: int, name: str, *, serial: str = "", plug: str = "", loopback: bool = False
    ) -> None:
        """Adds a device; ``serial`` and ``plug`` are udev's names for it."""
        entry = self.sysfs / f"video{index}"
        entry.mkdir()
        (entry / "name").write_text(name + "\n")
        if loopback:
            (entry / "max_openers").write_text("10\n")
        node = self.dev / f"video{index}"
        node.touch()
        for folder, link in (("by-id", serial), ("by-path", plug)):
            if link:
                links = self.dev / "v4l" / folder
                links.mkdir(parents=True, exist_ok=True)
                (links / link).symlink_to(node)

    def unplug(self, index: int) -> None:
        """Removes a device and the links to it."""
        entry, node = self.sysfs / f"video{index}", self.dev / f"video{index}"
        for link in self.dev.glob("v4l/*/*"):
            if link.resolve() == node:
                link.unlink()
        node.unlink()
        for file in entry.iterdir():
            file.unlink()
        entry.rmdir()
