# `make demo` and `make test` are all a newcomer needs: both set everything up on first use.
# Python 3.11 or newer, pip and make must be there; uv is used where it is on the path.

PYTHON_BIN := .venv/bin
LOCK := requirements/dev.lock
# The stamp carries the lock's digest: another lock, another stamp, another installation.
STAMP := .venv/.installed-$(shell cat $(LOCK) tools/install.sh tools/assets.py package-lock.json | cksum | tr " " "-")
export PATH := $(CURDIR)/$(PYTHON_BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help install demo setup-browser test test-fast test-postgres coverage check fix messages pages licences bench bench-intake bench-office bench-peers clean

help:            ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

install: $(STAMP) ## set up .venv from the lock (the others do it by themselves)

$(STAMP):
	@echo "Setting up .venv from $(LOCK); this is done once."
	@tools/install.sh
	@rm -f .venv/.installed-* && touch $@

demo: $(STAMP)   ## a made-up region from files to findings
	shouwang demo --home demo-home

setup-browser:   ## a browser for the tests, where it may be installed
	@tools/browser.sh

test: $(STAMP)   ## every test; ARGS="-m database" and the like for a part of them
	@tools/browser.sh
	python -m pytest $(ARGS)

# Every test of the settings, the stages and the pages that asks for a database (tests/conftest.py
# marks them), slow ones too, on a cluster that is started and thrown away. What cannot run there:
# commands, servers and killed workers are processes of their own, which open the database of their
# home and not the one a test has rolled out (tests/cli, tests/*/test_killed.py); journeys in a
# browser are gone through once, with SQLite; tests/tools builds wheels.
test-postgres: $(STAMP) ## the tests that ask for a database, on PostgreSQL
	python -m tools.postgres python -m pytest -m database tests/config tests/stages tests/web

test-fast: $(STAMP) ## every test but the slow ones and the journeys in a browser
	NO_BROWSER=1 python -m pytest -m "not slow"

coverage: $(STAMP) ## every test, with branch coverage; the ground floor is covered whole
	@tools/browser.sh
	coverage run -m pytest
	coverage report
	coverage report --include='src/shouwang/base/*' --fail-under=100

check: $(STAMP)  ## everything that can be said without running the tests
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	yamllint --strict src/shouwang .yamllint.yaml .pre-commit-config.yaml
	codespell
	deptry src
	vulture
	SHOUWANG_HOME=.venv django-admin makemigrations --check --dry-run --settings shouwang.config.settings
	shouwang packs lint
	python -m tools.messages check
	python -m tools.licences check
	python -m tools.pages check
	python -m tools.repository

fix: $(STAMP)    ## format, and mend what can be mended
	ruff check --fix .
	ruff format .

messages: $(STAMP) ## collect the messages of the code, keep their translations, compile
	python -m tools.messages update

pages: $(STAMP)  ## write the pages of the docs that are made from the content
	python -m tools.pages update

licences: $(STAMP) ## list the licences of what the program runs on
	python -m tools.licences update

bench: $(STAMP)  ## the benchmarks of docs/benchmarks.md, side by side (long)
	python benchmarks/run.py

bench-intake: $(STAMP) ## a million people in 47 columns taken in, beside plain readers (long)
	python benchmarks/intake.py

bench-office: $(STAMP) ## the pages of the whole region under load, and leads of a million findings (long)
	python benchmarks/office.py --scale $(or $(SCALE),1) --home $(or $(HOME_DIR),/tmp/shouwang-office)
	python benchmarks/load.py --home $(or $(HOME_DIR),/tmp/shouwang-office)
	python benchmarks/leads.py
	python benchmarks/forms.py --home $(or $(HOME_DIR),/tmp/shouwang-office)

bench-peers: $(STAMP) ## the same with OpenFisca-core and pandas, in an environment of their own
	python benchmarks/peers.py

clean:           ## forget what was installed and made
	rm -rf .venv demo-home build dist
