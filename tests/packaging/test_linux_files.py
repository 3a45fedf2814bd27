from __future__ import annotations

import configparser
import xml.etree.ElementTree as Xml
from importlib.metadata import version

from app.parser import PROGRAM, make_parser
from tests.packaging.tools import PACKAGING, check

DESKTOP = PACKAGING / "linux/liveportrait-cam.desktop"
METAINFO = PACKAGING / "linux/cam.liveportrait.app.metainfo.xml"


def test_the_desktop_entry_is_valid() -> None:
    assert not check("desktop-file-validate", str(DESKTOP)).strip()


def test_what_the_menu_starts_is_understood() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(DESKTOP, encoding="utf-8")
    commands = [entry[section]["Exec"].split() for section in entry.sections()]
    assert len(commands) == 3
    for program, *arguments in commands:
        assert program == PROGRAM
        assert make_parser().parse_args(arguments).command == "app"


def test_the_metadata_for_software_centres_are_valid() -> None:
    check("appstreamcli", "validate", "--no-net", str(METAINFO))


def test_the_newest_release_is_this_version() -> None:
    root = Xml.parse(METAINFO).getroot()  # noqa: S314 - our own file
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib["version"] == version(PROGRAM)
    assert root.findtext("launchable") == DESKTOP.name
    assert METAINFO.name == f"{root.findtext('id')}.metainfo.xml"
