# Everything runs in an environment of its own, .venv, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

SHARED ?= ../shared

.PHONY: run test lint format bench bench-networks eval sheets clean

run: $(READY)  ## the main job: until there is a desktop app, ten seconds of the demo
	$(BIN)/liveportrait-cam demo

test: $(READY)
	$(BIN)/python -m pytest

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

# Self-reenactment of the shared clips, scored; needs the folder $(SHARED).
eval: $(READY)
	$(BIN)/python -m tests.bench.self_reenactment $(SHARED) out/eval

# Portraits by clips, to be looked at; needs the folder $(SHARED).
sheets: $(READY)
	$(BIN)/python -m tests.bench.contact_sheets $(SHARED) out/sheets

clean:
	rm -rf $(VENV) out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(READY)
