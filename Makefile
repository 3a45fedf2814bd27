# Everything runs in an environment of its own, .venv, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUNDLE_PYTHON := build/bundle-env/bin/python
READY := $(VENV)/.ready

SHARED ?= ../shared

.PHONY: run demo test lint format bench bench-networks bench-vcam bench-window e2e e2e-pipewire eval fuzz sheets screenshots soak translations bundle deb clean

run: $(READY)  ## the window
	$(BIN)/liveportrait-cam

demo: $(READY)  ## ten seconds of the drawn performer, without camera or display
	$(BIN)/liveportrait-cam demo

# Two at a time, file by file: real clocks and devices are shared by the tests of one file only.
test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/liveportrait-cam bench

# LivePortrait's networks beside a plain build of them, and on the GPU if there is one; no weights needed.
bench-networks: $(READY)
	$(BIN)/python -m app.pipeline.engines.liveportrait.bench

# The window's start, stalls and processor time; on a display, or: xvfb-run -a make bench-window
bench-window: $(READY)
	$(BIN)/python -m tests.bench.window

# Every screen and state of the window in both themes, both languages, three sizes; needs Xvfb.
screenshots: $(READY)
	PYTHON=$(BIN)/python bash tests/bench/screenshots.sh out/screenshots

# Collects the window's strings and compiles their translations.
translations: $(READY)
	$(BIN)/pyside6-lupdate -silent -locations none -no-obsolete $$(find app/gui -name '*.py' | sort) \
	    -ts assets/translations/liveportrait_cam_zh_CN.ts
	$(BIN)/pyside6-lrelease -silent assets/translations/liveportrait_cam_zh_CN.ts \
	    -qm assets/translations/liveportrait_cam_zh_CN.qm

# Every parser against 20,000 inputs made to break it, in ten minutes or so; see CONTRIBUTING.md.
# make fuzz FUZZ="--inputs 100000 --minutes 60 --only videos --coverage-seconds 60"
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz $(FUZZ)

# The virtual camera's process under load, with a fake driver.
bench-vcam: $(READY)
	$(BIN)/python -m tests.bench.virtual_camera

# The program on a real v4l2loopback device, in an emulated machine; see CONTRIBUTING.
# make e2e E2E="five Chromium" runs the cases with these words in their names.
e2e: $(READY)
	$(BIN)/python -m tests.e2e $(E2E)

# The PipeWire camera through a PipeWire and a GStreamer of its own; gets Debian's packages if it is root.
e2e-pipewire: $(READY)
	tests/integration/get_pipewire.sh
	$(BIN)/python -m pytest tests/integration/test_pipewire.py

# What leaks or slows down after a while: 200 starts, 1,000 portraits, an hour. Nothing else should run beside it.
MINUTES ?= 60
RESTARTS ?= 200
SWAPS ?= 1000
soak: $(READY)
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --restarts $(RESTARTS) --swaps $(SWAPS) $(SOAK)

# Self-reenactment of the shared clips, scored; needs the folder $(SHARED).
eval: $(READY)
	$(BIN)/python -m tests.bench.self_reenactment $(SHARED) out/eval

# Portraits by clips, to be looked at; needs the folder $(SHARED).
sheets: $(READY)
	$(BIN)/python -m tests.bench.contact_sheets $(SHARED) out/sheets

# The program as one folder that needs no Python, dist/liveportrait-cam, without torch; then tried.
# make bundle TORCH=torch==2.13.0 puts torch in.
bundle:
	$(PYTHON) packaging/build_bundle.py $(if $(TORCH),--torch $(TORCH))
	$(BUNDLE_PYTHON) packaging/try_bundle.py dist/liveportrait-cam/liveportrait-cam

# The same as a Debian package in dist; needs dpkg-dev.
deb: bundle
	$(BUNDLE_PYTHON) packaging/linux/debian_package.py

clean:
	rm -rf $(VENV) out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(READY)
