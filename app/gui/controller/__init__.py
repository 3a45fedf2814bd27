"""The only seam between Qt and the pipeline."""

from app.gui.controller.controller import Controller, Folders, own_folders

__all__ = ["Controller", "Folders", "own_folders"]
