"""The only seam between Qt and the pipeline."""

from app.gui.controller.controller import Controller
from app.gui.controller.folders import Folders, own_folders

__all__ = ["Controller", "Folders", "own_folders"]
