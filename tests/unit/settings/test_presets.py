from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.config import MotionMode
from app.settings.preset_file import MOST_BYTES, FlawError, format_preset, parse_preset
from app.settings.preset_names import MOST_CHARACTERS, name_flaw, tidy_name
from app.settings.presets import PresetError, PresetLibrary, shipped_presets_dir
from app.tuning import ActionUnitGains, Controls, RegionStrengths, Tuning
from tests.unit.settings import strategies

SMILING = Tuning(Controls(smile=0.5, mouth_open=-0.25), RegionStrengths(head=0.5), strength=1.5)
_in_one_folder = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "Plain.toml").write_bytes(format_preset(Tuning()))
    return folder


@pytest.fixture
def library(tmp_path: Path, shipped: Path) -> PresetLibrary:
    return PresetLibrary(tmp_path / "presets", shipped)


def _names(library: PresetLibrary) -> list[str]:
    return [preset.name for preset in library.list()]


@given(strategies.tunings)
def test_a_preset_file_tells_the_tuning_to_four_decimals(tuning: Tuning) -> None:
    read = parse_preset(format_preset(tuning))
    assert (read.mode, read.eye_retargeting, read.lip_retargeting, read.allow_unnatural) == (
        tuning.mode,
        tuning.eye_retargeting,
        tuning.lip_retargeting,
        tuning.allow_unnatural,
    )
    assert read.smoothing == pytest.approx(tuning.smoothing, abs=1e-4)
    assert read.strength == pytest.approx(tuning.strength, abs=1e-4)
    for name in Controls.__slots__:
        assert getattr(read.controls, name) == pytest.approx(getattr(tuning.controls, name), abs=1e-4)
    for name in RegionStrengths.__slots__:
        assert getattr(read.regions, name) == pytest.approx(getattr(tuning.regions, name), abs=1e-4)
    assert (read.eyes_open is None, read.lips_open is None, read.idle_life) == (
        tuning.eyes_open is None,
        tuning.lips_open is None,
        tuning.idle_life,
    )
    assert read.eyes_open == pytest.approx(tuning.eyes_open, abs=1e-4)
    for name in ActionUnitGains.__slots__:
        told = getattr(read.action_units, name)
        assert told == pytest.approx(getattr(tuning.action_units, name), abs=1e-4)
    assert parse_preset(format_preset(read)) == read


def test_a_preset_that_leaves_action_units_alone_says_nothing_of_them() -> None:
    """So that what older programs wrote and what this one writes is the same, and they can read it."""
    text = format_preset(SMILING).decode()
    assert "action-units" not in text
    assert "micro" not in text


def test_action_units_stand_in_a_preset_by_number_and_name() -> None:
    gains = ActionUnitGains(lip_corner_puller=1.5, inner_brow_raiser=0.0, micro_expressions=0.8)
    text = format_preset(Tuning(action_units=gains)).decode()
    assert "\nmicro-expressions = 0.8\n" in text
    assert "[action-units]\nAU01 = 0.0  # inner brow raiser\nAU12 = 1.5  # lip corner puller\n" in text
    assert parse_preset(text.encode()).action_units == gains


def test_people_can_read_and_shorten_a_preset() -> None:
    lines = format_preset(SMILING).decode().splitlines()
    assert "mouth-open = -0.25" in lines
    assert "overall = 1.5" in lines
    assert parse_preset(
        b'version = 1\nmotion = "absolute"\nretarget = ["lips"]\n[controls]\ngaze-x = 1\n'
    ) == (Tuning(Controls(gaze_x=1.0), mode=MotionMode.ABSOLUTE, lip_retargeting=True))


@pytest.mark.parametrize(
    ("text", "why", "fix"),
    [
        ("", "which version", "version = 1"),
        ("version = true", "which version", ""),
        ("version = 2\nwhatever = 1", "newer version", "Update"),
        ("version = 1\n[controls]\nsmirk = 1", "control called 'smirk'", "smile, blink-left"),
        ("version = 1\n[controls]\nmouth_open = 1", "control called 'mouth_open'", "mouth-open"),
        ("version = 1\n[strength]\nnose = 1", "'nose'", "overall, head, eyes, brows, mouth"),
        ("version = 1\nspeed = 1", "setting called 'speed'", "smoothing"),
        ("version = 1\n[controls]\nsmile = 1.5", "smile is 1.5, and must be a number from -1 to 1", ""),
        ("version = 1\n[controls]\nsmile = nan", "from -1 to 1", ""),
        ('version = 1\n[controls]\nsmile = "1"', "from -1 to 1", ""),
        ("version = 1\n[controls]\nsmile = true", "from -1 to 1", ""),
        ("version = 1\n[strength]\nhead = 2.5", "head is 2.5, and must be a number from 0 to 2", ""),
        ("version = 1\n[strength]\noverall = -1", "overall is -1, and must be a number from 0 to 2", ""),
        ("version = 1\nsmoothing = 2", "from 0 to 1", ""),
        ("version = 1\nmotion = 'sideways'", "'relative' or 'absolute'", ""),
        ("version = 1\nretarget = 'eyes'", "must be a list of 'eyes', 'lips'", ""),
        ("version = 1\nretarget = ['ears']", "must be a list of 'eyes', 'lips'", ""),
        ("version = 1\nallow-unnatural = 1", "true or false", ""),
        ("version = 1\nidle-life = 1", "true or false", ""),
        ("version = 1\nmicro-expressions = true", "must be a number from 0 to 2", ""),
        ("version = 1\n[action-units]\nAU12 = 3", "AU12 is 3, and must be a number from 0 to 2", ""),
        ("version = 1\n[action-units]\nAU03 = 1", "action unit called 'AU03'", "AU01, AU02, AU04"),
        ("version = 1\naction-units = 1", "[action-units]", ""),
        ("version = 1\neyes-open = 1", "eyes-open is 1, and must be a number from 0 to 0.8", ""),
        ("version = 1\ncontrols = 1", "[controls]", ""),
        ("version = 1\nversion = 1", "not written as a preset is", ""),
        ("version = " + "9" * 10_000, "", ""),
        ("version = " + "[" * 30_000, "not written as a preset is", ""),
        ("version = 1\n" + ".".join("a" * 30_000) + " = 1", "a key of too many parts", ""),
        ("version = 1\n[" + ".".join("a" * 30_000) + "]", "a key of too many parts", ""),
        ("#" * (MOST_BYTES + 1), "larger than", ""),
    ],
)
def test_what_is_wrong_with_a_preset_is_told(text: str, why: str, fix: str) -> None:
    with pytest.raises(FlawError) as caught:
        parse_preset(text.encode())
    assert why in caught.value.why
    assert fix in caught.value.fix
    assert len(caught.value.why) < 250


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(FlawError):
        parse_preset(data)


@given(
    st.sampled_from(
        [
            *("smoothing", "motion", "retarget", "controls", "strength", "controls.smile", "strength.head"),
            *("micro-expressions", "action-units", "action-units.AU12"),
        ]
    ),
    st.sampled_from(
        ["1", "-0.5", "inf", "''", "[]", "[1]", "{}", "{smile=1}", "false", "1979-05-27", "12:30:00"]
    ),
)
def test_any_value_is_used_or_refused_in_words(key: str, value: str) -> None:
    with suppress(FlawError):
        assert isinstance(parse_preset(f"version = 1\n{key} = {value}".encode()), Tuning)


def test_a_saved_preset_is_listed_after_the_shipped_ones_and_loaded(library: PresetLibrary) -> None:
    assert library.save("  Aéro ", SMILING) == "Aéro"
    library.save("Zoo", Tuning())
    assert _names(library) == ["Plain", "Aéro", "Zoo"]
    assert [preset.shipped for preset in library.list()] == [True, False, False]
    assert library.load("Aéro") == SMILING
    assert library.load("aéro") == SMILING


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "..",
        ".hidden",
        "a/b",
        "a\\b",
        "../a",
        "C:a",
        "a*",
        "a\nb",
        "a\0b",
        "a\u202eb",
        "nul",
        "COM1.x",
        "end.",
        "x" * (MOST_CHARACTERS + 1),
    ],
)
def test_names_that_no_file_can_have_everywhere_are_refused(
    library: PresetLibrary, tmp_path: Path, name: str
) -> None:
    with pytest.raises(PresetError, match="Give it another name"):
        library.save(name, SMILING)
    assert _names(library) == ["Plain"]
    assert os.listdir(tmp_path) == ["shipped"]


@_in_one_folder
@given(name=st.text(max_size=70))
def test_any_name_stays_in_the_folder_or_is_refused(
    library: PresetLibrary, tmp_path: Path, name: str
) -> None:
    try:
        kept = library.save(name, SMILING, replace=True)
    except PresetError:
        return
    assert kept == tidy_name(name)
    assert name_flaw(kept) is None
    assert library.load(kept) == SMILING
    library.delete(kept)
    assert sorted(os.listdir(tmp_path)) == ["presets", "shipped"]
    assert os.listdir(tmp_path / "presets") == []


def test_the_longest_name_fits_where_a_character_takes_four_bytes(library: PresetLibrary) -> None:
    name = "\U00020000" * MOST_CHARACTERS
    assert library.save(name, SMILING) == name
    assert library.load(name) == SMILING


def test_a_name_is_taken_whatever_its_case(library: PresetLibrary) -> None:
    library.save("Mine", SMILING)
    for taken in ("Mine", "MINE", "plain", "Plain"):
        with pytest.raises(PresetError, match=r"already a preset called '(Mine|Plain)'"):
            library.save(taken, Tuning())
    with pytest.raises(PresetError, match="already"):
        library.save("mine", Tuning(), replace=True)
    with pytest.raises(PresetError, match="already"):
        library.save("Plain", Tuning(), replace=True)
    assert library.load("Mine") == SMILING
    library.save("Mine", Tuning(), replace=True)
    assert library.load("Mine") == Tuning()


def test_renaming_keeps_the_tuning_and_may_change_the_case_only(library: PresetLibrary) -> None:
    library.save("mine", SMILING)
    assert library.rename("mine", "Mine") == "Mine"
    assert library.rename("Mine", "Other") == "Other"
    assert _names(library) == ["Plain", "Other"]
    assert library.load("Other") == SMILING


def test_names_made_by_hand_that_differ_in_case_only_are_told_apart(
    library: PresetLibrary, tmp_path: Path
) -> None:
    library.save("Mine", SMILING)
    (tmp_path / "presets" / "mine.toml").write_bytes(format_preset(Tuning()))
    if len(os.listdir(tmp_path / "presets")) == 1:
        pytest.skip("this file system does not tell cases apart")
    assert (library.load("Mine"), library.load("mine")) == (SMILING, Tuning())


def test_renaming_overwrites_nothing(library: PresetLibrary) -> None:
    library.save("One", SMILING)
    library.save("Two", Tuning())
    for taken in ("Two", "two", "Plain"):
        with pytest.raises(PresetError, match="already"):
            library.rename("One", taken)
    assert (library.load("One"), library.load("Two")) == (SMILING, Tuning())


def test_shipped_presets_can_be_used_only(library: PresetLibrary) -> None:
    assert library.load("Plain") == Tuning()
    for attempt in (lambda: library.delete("Plain"), lambda: library.rename("Plain", "Mine")):
        with pytest.raises(PresetError, match="comes with the program"):
            attempt()
    assert _names(library) == ["Plain"]


def test_a_preset_of_the_users_hides_one_shipped_later(library: PresetLibrary, shipped: Path) -> None:
    library.save("Calm", SMILING)
    (shipped / "Calm.toml").write_bytes(format_preset(Tuning()))
    assert _names(library) == ["Plain", "Calm"]
    assert library.load("Calm") == SMILING
    library.delete("Calm")
    assert library.load("Calm") == Tuning()


def test_what_is_not_there_is_told(library: PresetLibrary) -> None:
    for attempt in (lambda: library.load("x"), lambda: library.delete("x"), lambda: library.rename("x", "y")):
        with pytest.raises(PresetError, match="no preset of that name"):
            attempt()


@pytest.mark.parametrize("text", ["~nobody-of-that-name/mine.toml", "~\0/mine.toml", "~\0"])
def test_a_home_that_nobody_has_is_told(library: PresetLibrary, text: str) -> None:
    with pytest.raises(PresetError):
        library.choose(text)


def test_presets_travel_by_file(library: PresetLibrary, tmp_path: Path) -> None:
    library.save("Mine", SMILING)
    file = tmp_path / "Given away.toml"
    library.export_to("Mine", file)
    library.export_to("Mine", file)
    assert library.import_from(file) == "Given away"
    assert library.import_from(file, "Third") == "Third"
    assert library.load("Given away") == library.load("Third") == SMILING
    with pytest.raises(PresetError, match="already"):
        library.import_from(file)
    assert library.import_from(file, replace=True) == "Given away"


def test_an_imported_file_must_be_a_preset(library: PresetLibrary, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("version = 1\n[controls]\nsmirk = 1")
    (tmp_path / "huge.toml").write_bytes(b"#" * 10_000_000)
    for file, why in (("bad.toml", "smirk"), ("huge.toml", "larger"), ("none.toml", "no such file")):
        with pytest.raises(PresetError, match=why):
            library.import_from(tmp_path / file)
    with pytest.raises(PresetError, match="no such file"):
        library.import_from(tmp_path)
    assert _names(library) == ["Plain"]


def test_a_damaged_preset_is_listed_and_told_when_it_is_used(library: PresetLibrary, tmp_path: Path) -> None:
    library.save("Mine", SMILING)
    (tmp_path / "presets" / "Mine.toml").write_text("version = 1\nsmoothing = 7")
    (tmp_path / "presets" / ".x.toml").write_text("")
    (tmp_path / "presets" / "notes.txt").write_text("")
    (tmp_path / "presets" / "folder.toml").mkdir()
    assert _names(library) == ["Plain", "Mine"]
    with pytest.raises(PresetError, match="smoothing is 7"):
        library.load("Mine")


def test_an_unwritable_place_is_told(library: PresetLibrary, tmp_path: Path) -> None:
    (tmp_path / "presets").write_text("a file")
    assert _names(library) == ["Plain"]
    with pytest.raises(PresetError, match="cannot save the preset 'Mine'"):
        library.save("Mine", SMILING)
    with pytest.raises(PresetError, match="cannot export"):
        library.export_to("Plain", tmp_path / "presets" / "x.toml")


def test_the_presets_that_ship_can_be_used(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    assert _names(library) == ["Calm", "Expressive", "Meeting", "Natural"]
    assert library.load("Natural") == Tuning()
    tunings = {library.load(name) for name in _names(library)}
    assert len(tunings) == 4
    assert not any(tuning.allow_unnatural for tuning in tunings)
    assert shipped_presets_dir().is_dir()
