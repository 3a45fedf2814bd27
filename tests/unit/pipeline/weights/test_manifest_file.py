from __future__ import annotations

from contextlib import suppress
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UsageError, WeightsError
from app.pipeline.weights.manifest import Network
from app.pipeline.weights.manifest_file import parse_manifest, shipped_manifest

GOOD = """
version = 1
[[file]]
name = "motion_extractor.pth"
network = "motion_extractor"
purpose = "head pose"
licence = "MIT"
bytes = 10
sha256 = "{sha}"
hub.repo = "owner/name"
hub.revision = "{revision}"
hub.path = "folder/motion_extractor.pth"
[[file]]
name = "face.task"
purpose = "landmarks"
licence = "Apache-2.0"
bytes = 5
sha256 = "{sha}"
url = "https://example.org/models/face.task"
""".format(sha="ab" * 32, revision="0123456789" * 4)


def test_the_shipped_manifest_names_every_network_and_the_landmarker() -> None:
    manifest = shipped_manifest()
    assert {file.network for file in manifest.networks} == set(Network)
    sizes = {file.name: file.digest.size for file in manifest.files}
    assert sizes == {
        "appearance_feature_extractor.pth": 3387959,
        "motion_extractor.pth": 112545506,
        "warping_module.pth": 182180086,
        "spade_generator.pth": 221813590,
        "stitching_retargeting_module.pth": 2393098,
        "face_landmarker.task": 3758596,
    }


def test_the_shipped_addresses_are_pinned() -> None:
    repo = "https://huggingface.co/KlingTeam/LivePortrait/resolve/82a4fa6735ca58432b6ce39301b4b9ee066dea47"
    urls = {file.name: file.address.url for file in shipped_manifest().files}
    assert urls["warping_module.pth"] == f"{repo}/liveportrait/base_models/warping_module.pth"
    assert urls["stitching_retargeting_module.pth"] == (
        f"{repo}/liveportrait/retargeting_models/stitching_retargeting_module.pth"
    )
    assert urls["face_landmarker.task"].startswith("https://storage.googleapis.com/mediapipe-models/")


def test_a_flaw_is_told_in_a_line_that_can_be_read() -> None:
    with pytest.raises(WeightsError, match="does not end in aaa") as caught:
        parse_manifest(GOOD.replace('"face.task"', f'"{"a" * 5_000}.task"').encode())
    assert len(str(caught.value)) < 400


def test_files_are_selected_with_or_without_their_ending_in_the_manifest_s_order() -> None:
    manifest = parse_manifest(GOOD.encode())
    assert [one.name for one in manifest.select(("face.task", "motion_extractor"))] == [
        "motion_extractor.pth",
        "face.task",
    ]
    assert manifest.select(()) == manifest.files
    with pytest.raises(UsageError, match=r"'nose'.*motion_extractor\.pth, face\.task"):
        manifest.select(("nose",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 2"),
        ("version = 1", ""),
        ("[[file]]", "[[files]]"),
        ('name = "motion_extractor.pth"', 'name = "../motion_extractor.pth"'),
        ('name = "motion_extractor.pth"', 'name = "/etc/motion_extractor.pth"'),
        ('name = "motion_extractor.pth"', 'name = "..\\\\motion_extractor.pth"'),
        ('name = "motion_extractor.pth"', 'name = "motion_extractor.exe"'),
        ('name = "motion_extractor.pth"', 'name = "motion_extractor.task"'),
        ('name = "face.task"', 'name = "MOTION_extractor.pth"'),
        ('network = "motion_extractor"', 'network = "nose"'),
        ('network = "motion_extractor"', ""),
        ('network = "motion_extractor"', 'network = ["motion_extractor"]'),
        ("bytes = 10", "bytes = -1"),
        ("bytes = 10", "bytes = 0"),
        ("bytes = 10", "bytes = true"),
        ("bytes = 10", "bytes = 99999999999999"),
        ("bytes = 10", f"bytes = {'9' * 5000}"),
        ("bytes = 10", 'bytes = "10"'),
        ("ab" * 32, "AB" * 32),
        ("ab" * 32, "ab" * 31),
        ('licence = "MIT"', ""),
        ('licence = "MIT"', 'licence = " "'),
        ('purpose = "head pose"', 'purpose = "line\\nbreak"'),
        ('purpose = "head pose"', 'purpose = "head pose"\nsurprise = 1'),
        ("0123456789" * 4, "main"),
        ('"owner/name"', '"owner/name/more"'),
        ('"owner/name"', '"../name"'),
        ('"folder/motion', '"../folder/motion'),
        ('"folder/motion', '"/folder/motion'),
        ('"folder/motion', '"folder?/motion'),
        ('"folder/motion_extractor.pth"', '"folder/other.pth"'),
        ("hub.path", "hub.file"),
        ("https://", "http://"),
        ("https://", "file://"),
        ("https://", "https://user:word@"),
        ("https://example.org", "https://["),
        ('face.task"\npurpose', 'face.task"\nhub.repo = "a/b"\npurpose'),
        ('models/face.task"', 'models/other.task"'),
    ],
)
def test_a_manifest_that_is_wrong_anywhere_is_refused(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(WeightsError, match=r"the manifest .*Install the program again"):
        parse_manifest(GOOD.replace(old, new, 1).encode())


def test_too_large_a_manifest_is_refused() -> None:
    with pytest.raises(WeightsError, match="too large"):
        parse_manifest(GOOD.encode() + b"\n" * 1_000_000)


@given(st.data())
@settings(max_examples=150)
def test_a_damaged_manifest_is_read_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(files("models").joinpath("manifest.toml").read_bytes())
    start = data.draw(st.integers(0, len(content) - 1))
    content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=10))
    with suppress(WeightsError):
        assert parse_manifest(bytes(content)).files
