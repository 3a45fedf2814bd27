from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.pipeline.weights.advice import missing_error, pages, short_names
from app.pipeline.weights.manifest import HubAddress
from app.pipeline.weights.manifest_file import shipped_manifest

MANIFEST = shipped_manifest()
NETWORKS = MANIFEST.networks
TASK = next(file for file in MANIFEST.files if file.network is None)


def test_the_line_is_short_even_when_everything_is_missing() -> None:
    line = str(missing_error(NETWORKS, (), Path("models")))
    assert "\n" not in line
    assert len(line) < 500
    assert line.count("https://") == 1
    assert line.count("models download") == line.count("models import DIR") == 1


def test_missing_and_damaged_are_told_apart() -> None:
    line = str(missing_error(NETWORKS[:1], NETWORKS[1:2], Path("models")))
    assert "missing: appearance_feature_extractor; damaged: motion_extractor." in line
    assert "missing" not in str(missing_error((), NETWORKS, Path("models")))


def test_one_page_shows_all_networks_at_their_pinned_revision() -> None:
    (page,) = pages(NETWORKS)
    address = NETWORKS[0].address
    assert isinstance(address, HubAddress)
    assert page.endswith(f"/{address.repo}/tree/{address.revision}/liveportrait")


def test_the_page_is_no_wider_than_it_has_to_be() -> None:
    (page,) = pages(NETWORKS[:2])
    assert page.endswith("/liveportrait/base_models")


def test_files_of_different_folders_share_the_repository_page() -> None:
    scattered = [
        replace(file, address=HubAddress("owner/name", "0" * 40, path))
        for file, path in zip(NETWORKS, ("one/file.pth", "file.pth"), strict=False)
    ]
    assert pages(scattered) == [f"https://huggingface.co/owner/name/tree/{'0' * 40}"]


def test_a_file_of_no_repository_has_its_own_address() -> None:
    assert pages([*NETWORKS, TASK])[1:] == [TASK.address.url]
    assert short_names([TASK]) == "face_landmarker"
