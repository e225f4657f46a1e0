# Wireroom: two targets for everybody (run, test), two for who runs a machine (install, uninstall),
# the rest for its developers.
.PHONY: run test build release bench torture sanitize aarch64 lint format conformance packages clean install uninstall

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := gcc pkg-config libxml2-dev libicu-dev libssl-dev libyaml-dev libcld2-dev \
	libcurl4-openssl-dev libsqlite3-dev zlib1g-dev libarchive-dev jq python3
# What the power cuts of the tests need besides: a disk of our own, and a second file system.
test torture: PACKAGES += libfuse3-dev xfsprogs
# What the tests of feeds need besides: a certificate, and a server of HTTP/2 (0.7 MB with what it
# depends on).
test: PACKAGES += openssl python3-h2
# A machine that is none, and a compiler for it: 60 MB.
aarch64: PACKAGES += qemu-system-arm gcc-aarch64-linux-gnu libc6-dev-arm64-cross cpio
# A peer of the benchmarks.
bench: PACKAGES += newsboat
# What a program of ours needs at hand; apt-get is asked only where one is missing.
MISSING = $(shell dpkg-query -W -f '$${Package} $${Status}\n' $(PACKAGES) 2>/dev/null | \
	awk '/ok installed/ {print $$1}' | sort > /tmp/.wireroom-have.$$$$; \
	echo $(PACKAGES) | tr ' ' '\n' | sort | comm -23 - /tmp/.wireroom-have.$$$$; \
	rm -f /tmp/.wireroom-have.$$$$)

# Swift's own libraries go into the binary: the machine that runs it needs no toolchain. The two
# names are what the static FoundationEssentials, which argument-parser imports, forgets to ask for.
# One set of words for every program: with others each module would be compiled once more.
STATIC = --static-swift-stdlib -Xlinker -l_FoundationCollections -Xlinker -l_FoundationCShims
RELEASE = swift build -c release --product wireroom $(STATIC)

## make run: build, start the daemon on config/demo.yaml, drop the samples, show the log
run: packages release
	@exec scripts/demo

## make test: everything that decides whether a change lands
test: packages lint
	swift build --build-tests
	$(RELEASE)
	swift test --skip-build
	Tests/manuals
	Tests/systemd/run
	Tests/torture/short

build: packages
	swift build

release: packages
	$(RELEASE)

bench: packages release
	swift build -c release --product wireroom-bench $(STATIC)
	swift build -c release --product feed-bench $(STATIC)
	Benchmarks/run

# Real faults on the release binary: kills, power cuts, failing calls, rolls, idling. A quarter of
# an hour and more: Tests/torture/README.md.
torture: packages release
	Tests/torture/run

# Sanitizers over every parser, the log and the daemon, built apart (.build/asan, .build/tsan). Half an
# hour, of which the builds are half.
sanitize: packages
	Tests/sanitizers/run

# The parsers' sandbox on a Linux of aarch64, emulated, and here: what each machine does, side by
# side. Fetches 47 MB at its first run; two minutes.
aarch64: packages
	Tests/aarch64/run

conformance: release
	scripts/conformance

lint:
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

format:
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

packages:
	@missing="$(MISSING)"; [ -z "$$missing" ] || { \
	  echo "Installing: $$missing"; \
	  $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; }

clean:
	rm -rf .build demo-state

# Where things are put; DESTDIR stands before all of them, for who makes a package.
PREFIX := /usr/local
SYSCONFDIR := /etc
DESTDIR :=
BINARY := .build/release/wireroom

## sudo make install: binary, manuals, completions, unit, user and group, inbox, configuration.
## Built as yourself before (make release); a configuration that is there already stays.
install:
	@[ -x "$(BINARY)" ] || $(MAKE) release
	@PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" DESTDIR="$(DESTDIR)" BINARY="$(BINARY)" \
	  scripts/install

## sudo make uninstall: takes all of it away but the configuration, the log and what lies in inboxes
uninstall:
	@PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" DESTDIR="$(DESTDIR)" scripts/install --remove
