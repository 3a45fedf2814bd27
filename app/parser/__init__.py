"""The grammar of the command line, a module for each family of commands. Imports nothing heavy."""

from app.parser.grammar import make_parser
from app.parser.version import PROGRAM

__all__ = ["PROGRAM", "make_parser"]
