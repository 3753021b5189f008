# Bailiwick's verbs. Each brings what it needs: `make run` and `make test` work from a fresh clone.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# A newer Node that .ci/setup brought comes first; rustup's folder last, for shells that were open when it was installed.
export PATH := $(CURDIR)/target/node/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin

TARGET := $(or $(CARGO_TARGET_DIR),target)
LOCKED := $(if $(CI),--locked)
# Most tests wait for disks, sockets and keychains: twice as many as there are processors keep them busy.
export RUST_TEST_THREADS ?= $(shell echo $$(( 2 * $$(getconf _NPROCESSORS_ONLN) )))
# Linux uses the system's OpenSSL, everything else brings its own.
FEATURES := $(if $(filter Linux,$(shell uname -s)),,--features vendored-openssl)
CARGO_ALL := --workspace $(FEATURES) $(LOCKED)
UI_SOURCES := $(shell find ui \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)

stage = @printf '\n\033[1m── %s\033[0m\n' '$(1)'

.PHONY: help
help: ## Show these lines
	@printf 'Bailiwick: a desk for the moderators of Mastodon and GitLab instances\n\n'
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

.PHONY: setup
setup: ## Bring what building needs: system packages, Node, the UI's modules
	@.ci/setup build

.PHONY: setup-test
setup-test:
	@.ci/setup test

# The desk embeds these files, so every build of Rust code wants them first.
ui/dist/index.html: $(UI_SOURCES) | setup
	$(call stage,The user interface)
	cd ui && npm run --silent build

.PHONY: build
build: ui/dist/index.html
	$(call stage,The desk and the practice servers)
	cargo build $(CARGO_ALL)

.PHONY: run
run: has-display build ## Open the desk, with two practice instances to try everything on
	$(TARGET)/debug/bailiwick --practice

.PHONY: has-display
has-display:
	@if [[ $$(uname -s) == Linux && -z $${DISPLAY:-}$${WAYLAND_DISPLAY:-} ]]; then \
	  printf '%s\n' \
	    'There is no display here, so no window can open (neither DISPLAY nor WAYLAND_DISPLAY is set).' \
	    'Run this on a desktop, or by ssh -X; or type: make tour' \
	    'which draws the desk off-screen and leaves its pictures in .github/pictures.' >&2; \
	  exit 1; \
	fi

.PHONY: check
check: ui/dist/index.html ## Format, lint and types: seconds when warm
	$(call stage,Format)
	cargo fmt --all --check
	$(call stage,Clippy)
	cargo clippy $(CARGO_ALL) --all-targets -- --deny warnings
	$(call stage,Types and lint of the user interface)
	cd ui && npm run --silent check && npm run --silent lint

# Two windows at a time, since most scenes wait for a server or for a hold to end; those that count frames are alone.
# `cargo test` builds the desk and the practice servers as well: what `build` makes has other features below it, and would be
# compiled beside.
COUNTS_FRAMES := tests/desk/whole.test.mjs
.PHONY: test
test: setup-test check ## Everything that has to pass: check, Rust, real clients, user interface, the real window
	$(call stage,Engine$(comma) practice and shell)
	cargo test $(CARGO_ALL)
	$(call stage,Real clients against the practice servers)
	tests/clients/run $(TARGET)/debug/bailiwick-practice
	$(call stage,Logic of the user interface)
	cd ui && npm run --silent test
	$(call stage,The real window)
	node --test --test-concurrency=2 $(filter-out $(COUNTS_FRAMES),$(wildcard tests/desk/*.test.mjs))
	node --test $(COUNTS_FRAMES)

.PHONY: clients
clients: setup-test ## Mastodon.py, curl, python-gitlab and gitbeaker agree with the practice servers (part of make test)
	cargo build --package bailiwick-practice $(LOCKED)
	tests/clients/run $(TARGET)/debug/bailiwick-practice

.PHONY: chaos
chaos: setup-test ## Kill a sending desk N times (10000), and play a tenth as many courses of whatever can come between (SEED=7: others)
	$(call stage,Killed while it sends)
	BAILIWICK_KILLS=$(or $(N),10000) BAILIWICK_SEED=$(or $(SEED),6) \
	  cargo test --quiet --package bailiwick-engine $(FEATURES) $(LOCKED) --test engine -- --nocapture kills::none
	$(call stage,Anything in between)
	BAILIWICK_MODEL=$$(( ($(or $(N),10000) + 9) / 10 )) BAILIWICK_SEED=$(or $(SEED),6) \
	  cargo test --quiet --package bailiwick-engine $(FEATURES) $(LOCKED) --test engine -- model::

.PHONY: bench
bench: setup-test ui/dist/index.html ## Measure speed beside its bounds, over a million accounts (SCALE=100000: fewer)
	$(call stage,Release build)
	cargo build --release $(CARGO_ALL) --examples --bins
	$(call stage,The bench)
	$(TARGET)/release/bailiwick-bench

.PHONY: contract
# The token stays in the environment: command lines can be read by everybody on a computer.
contract: setup ## Everything that the desk does, on a server that may be spoilt: URL=…, and TOKEN in the environment
	@BAILIWICK_CONTRACT_URL="$${URL:-}" BAILIWICK_CONTRACT_TOKEN="$${TOKEN:-}" \
	  cargo test --quiet --package bailiwick-engine $(FEATURES) $(LOCKED) --test contract

.PHONY: tour
tour: setup-test build ## Drive the real window off-screen and write the README's pictures
	$(call stage,The tour)
	node tests/desk/tour.mjs

.PHONY: package
package: setup ## Build the .deb
	$(call stage,The package)
	ui/node_modules/.bin/tauri build --bundles deb $(FEATURES)
	@printf '\nTo install it: sudo apt install %s\n' "$$(ls -t $(abspath $(TARGET))/release/bundle/deb/*.deb | head -n 1)"

.PHONY: icons
icons: setup ## Make all sizes of the icon from icons/bailiwick.svg
	rm -rf target/icons
	ui/node_modules/.bin/tauri icon icons/bailiwick.svg --output target/icons >/dev/null
	cd target/icons && cp 32x32.png 128x128.png 128x128@2x.png icon.png icon.ico icon.icns ../../icons/
	rm -r target/icons

.PHONY: audit
audit: target/tools/bin/cargo-deny ## Licences, banned and duplicate crates, where crates come from
	$< check licenses bans sources

target/tools/bin/cargo-deny:
	$(call stage,cargo-deny$(comma) which takes some minutes once)
	cargo install --locked --root target/tools --target-dir target/tools/build cargo-deny@0.20.2
	rm -rf target/tools/build

comma := ,
