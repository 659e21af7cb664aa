# Thin names for scripts/: people and CI use the same commands.
.PHONY: setup demo test lint bench gallery

setup:
	@scripts/setup
demo: setup
	@.venv/bin/python scripts/demo.py
test: setup
	@scripts/test
lint: setup
	@scripts/lint
bench: setup
	@.venv/bin/python -m benchmarks
gallery: setup
	@.venv/bin/python -m scripts.gallery
	@.venv/bin/python -m scripts.gallery_sets
