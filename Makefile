# Throughline. `make` or `make help` lists what there is.

SHELL := /bin/bash
PREFIX ?= /usr/local
SWIFT ?= swift
KILLS ?= 200
COMPANIES ?= 1000
# Visits of the benchmarks, whether the curves get their largest sizes, and where the peers' scripts lie.
SIZE ?= 200000
LARGE ?= 0
PEERS ?= ../shared/bench
BENCH := .build/bench
# The program as it is installed: it holds all of Swift that it needs, which is sooner loaded. Loops begin where a processor
# begins to fetch: else how fast the hot ones are would depend on what else the program holds.
INSTALLED := -c release --static-swift-stdlib --scratch-path .build-install -Xswiftc -Xllvm -Xswiftc -align-loops=32
CHECKED := --explicit-target-dependency-import-check error
# The system packages the build needs, each with a file (or a pattern of it) that shows it is installed.
PACKAGES := libsqlite3-dev:/usr/include/sqlite3.h zlib1g-dev:/usr/include/zlib.h \
	libcurl4-openssl-dev:/usr/include/*/curl/curl.h

.DEFAULT_GOAL := help
.PHONY: help demo test soak bench bench-growth bench-peers bench-guard bench-tool installed lint format install packages

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: packages ## build, run the demo pipeline and print its report by channel
	$(SWIFT) build -c release $(CHECKED) --product throughline
	"$$($(SWIFT) build -c release --show-bin-path)/throughline" run pipelines/demo/pipeline.yml
	"$$($(SWIFT) build -c release --show-bin-path)/throughline" report pipelines/demo/pipeline.yml

test: packages ## run all tests
	$(SWIFT) test $(CHECKED)

soak: packages ## live through many random companies and a year of nights, and kill many runs (COMPANIES=1000 KILLS=200)
	THROUGHLINE_COMPANIES=$(COMPANIES) THROUGHLINE_KILLS=$(KILLS) THROUGHLINE_NIGHTS=365 \
		$(SWIFT) test $(CHECKED) --filter 'LifeTests|KillTests|FortnightTests|YearTests'

bench: installed bench-tool ## measure whole jobs and check their answers (SIZE=200000 visits)
	SIZE=$(SIZE) "$(BENCH_TOOL)" run "$(PROGRAM)" $(BENCH)/work

bench-growth: installed bench-tool ## measure how time and memory grow with the data (CURVES="visits leads", LARGE=1 for 10 M visits)
	LARGE=$(LARGE) "$(BENCH_TOOL)" growth "$(PROGRAM)" $(BENCH)/growth $(CURVES)

bench-peers: installed bench-tool ## measure against the DuckDB peers whose scripts lie in PEERS (SIZE=200000 PEERS=../shared/bench)
	@if [ ! -e "$(PEERS)/peer_duckdb.py" ]; then echo "skipped: no peer_duckdb.py in $(PEERS); say PEERS=FOLDER"; exit 0; fi; \
	set -e; mkdir -p $(BENCH)/peers; \
	[ -e $(BENCH)/peers/a/done ] || { python3 -m venv $(BENCH)/peers/a; \
		$(BENCH)/peers/a/bin/pip install -q duckdb==2.0.0; touch $(BENCH)/peers/a/done; }; \
	[ -e $(BENCH)/peers/b/done ] || { python3 -m venv $(BENCH)/peers/b; \
		$(BENCH)/peers/b/bin/pip install -q duckdb==1.5.5 duckdb-extension-sqlite-scanner==1.5.5; touch $(BENCH)/peers/b/done; }; \
	SIZE=$(SIZE) "$(BENCH_TOOL)" peers "$(PROGRAM)" $(BENCH)/work \
		"peer A=$(BENCH)/peers/a/bin/python=$(PEERS)/peer_duckdb.py" \
		"peer B=$(BENCH)/peers/b/bin/python=$(PEERS)/peer_duckdb_ext.py"

bench-guard: PACKAGES += valgrind:/usr/bin/valgrind
bench-guard: bench-tool ## count the instructions of a small job against recorded ones
	$(SWIFT) build -c release $(CHECKED) --product throughline
	"$(BENCH_TOOL)" guard "$(CURDIR)/.build/release/throughline" $(BENCH)/guard Tests/Benchmarks/instructions.txt

PROGRAM = $(CURDIR)/.build-install/release/throughline
installed: packages
	$(SWIFT) build $(INSTALLED) --product throughline

BENCH_TOOL = .build/benchmarks/release/Benchmarks
bench-tool: packages
	$(SWIFT) build -c release --package-path Tests/Benchmarks --scratch-path .build/benchmarks

lint: ## check the formatting rules
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift pipelines/demo

format: ## format all Swift files
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift pipelines/demo

install: installed ## install a binary that works without this folder (PREFIX=/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 .build-install/release/throughline "$(DESTDIR)$(PREFIX)/bin/throughline"

packages:
	@missing=""; \
	for package in $(PACKAGES); do \
		compgen -G "$${package#*:}" >/dev/null || missing="$$missing $${package%%:*}"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "installing:$$missing"; \
	$$sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -q -y $$missing
