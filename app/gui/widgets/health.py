"""The sign of a health, so that it is never told by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.gui.views import Health

SIGNS = {Health.GOOD: "good", Health.WARNING: "warning", Health.BAD: "error"}
"""Names of their icons: a ring, a triangle, an octagon."""


def health_word(health: Health) -> str:
    """The health in a word."""
    return {
        Health.GOOD: QCoreApplication.translate("Health", "good"),
        Health.WARNING: QCoreApplication.translate("Health", "near its limit"),
        Health.BAD: QCoreApplication.translate("Health", "past its limit"),
    }[health]
