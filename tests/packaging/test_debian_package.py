from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import debian_package
import pytest

from tests.packaging.tools import check


@pytest.mark.parametrize(
    ("number", "debian"),
    [("0.1.0", "0.1.0"), ("0.2.0rc1", "0.2.0~rc1"), ("1.0a2", "1.0~a2"), ("0.2.0.dev3", "0.2.0~dev3")],
)
def test_what_comes_before_a_release_sorts_before_it(number: str, debian: str) -> None:
    assert debian_package.debian_version(number) == debian


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program in miniature: some program, and its licences."""
    folder = tmp_path / "dist" / debian_package.NAME
    (folder / "_internal").mkdir(parents=True)
    some_program = shutil.which("true")
    assert some_program is not None
    shutil.copyfile(some_program, folder / debian_package.NAME)
    (folder / "LICENCES.txt").write_text("pyvirtualcam | GPL\n", encoding="utf-8")
    (folder / "_internal" / "data").write_bytes(b"1")
    icons = tmp_path / "icons"
    icons.mkdir()
    (icons / "16.png").write_bytes(b"png")
    monkeypatch.setattr(debian_package, "BUNDLE", folder)
    monkeypatch.setattr(debian_package, "ICONS", icons)
    return folder


@pytest.mark.usefixtures("bundle")
def test_everything_lies_in_its_place(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    debian_package.stage(tree, "0.1.0")
    program = tree / "usr/bin/liveportrait-cam"
    assert program.resolve() == tree / "usr/lib/liveportrait-cam/liveportrait-cam"
    assert program.stat().st_mode & 0o777 == 0o755
    assert (tree / "usr/share/applications/liveportrait-cam.desktop").is_file()
    assert (tree / "usr/share/icons/hicolor/16x16/apps/liveportrait-cam.png").is_file()
    assert (tree / "usr/share/icons/hicolor/scalable/apps/liveportrait-cam.svg").is_file()
    assert b".TH LIVEPORTRAIT" in gzip.decompress(
        (tree / "usr/share/man/man1/liveportrait-cam.1.gz").read_bytes()
    )
    copyright_text = (tree / "usr/share/doc/liveportrait-cam/copyright").read_text(encoding="utf-8")
    assert "pyvirtualcam | GPL" in copyright_text
    assert "MIT License" in copyright_text
    assert {file.stat().st_mode & 0o777 for file in (tree / "etc").rglob("*.conf")} == {0o644}


@pytest.mark.usefixtures("bundle")
def test_dpkg_installs_it_and_removes_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tool in ("dpkg-deb", "dpkg-shlibdeps", "dpkg"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    if os.geteuid() != 0:
        pytest.skip("only root can give files to root, as dpkg does")
    monkeypatch.setattr(debian_package, "ROOT", _root(tmp_path))
    package = debian_package.build()
    told = check("dpkg-deb", "--info", str(package))
    assert "libc6" in told
    assert "Recommends: v4l2loopback-dkms" in told
    assert "postinst" not in told
    root = tmp_path / "machine"
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    dpkg = ("dpkg", f"--root={root}", "--force-not-root", "--force-depends", "--force-script-chrootless")
    check(*dpkg, "--log=/dev/null", "--install", str(package))
    assert (root / "etc/modprobe.d/liveportrait-cam.conf").is_file()
    subprocess.run([root / "usr/bin/liveportrait-cam"], check=True)  # noqa: S603 - some harmless program
    check(*dpkg, "--log=/dev/null", "--purge", debian_package.NAME)
    left = {path.relative_to(root).parts[0] for path in root.rglob("*") if path.is_file()}
    assert left <= {"var"}


def _root(tmp_path: Path) -> Path:
    """The project with a build folder of its own."""
    root = tmp_path / "project"
    root.mkdir()
    for entry in ("LICENSE", "CHANGELOG.md", "assets"):
        (root / entry).symlink_to(debian_package.ROOT / entry)
    (root / "build").mkdir()
    return root
