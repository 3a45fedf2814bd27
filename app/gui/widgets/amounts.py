"""Times and sizes the way a recorder shows them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """A running time: ``0:07``, ``12:30``, ``1:02:03``."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def megabytes(size_bytes: int) -> str:
    """A file's size: ``0.4 MB``, ``12 MB``, ``1.25 GB``; powers of ten, as file managers count."""
    if size_bytes >= 1e9:
        return f"{size_bytes / 1e9:.2f} GB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e7 else f"{size_bytes / 1e6:.0f} MB"
