# Wireroom: two targets for everybody (run, test), the rest for its developers.
.PHONY: run test build release bench torture lint format conformance packages clean

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := gcc pkg-config libxml2-dev libicu-dev libssl-dev libyaml-dev libcld2-dev jq python3
# What a program of ours needs at hand; apt-get is asked only where one is missing.
MISSING = $(shell dpkg-query -W -f '$${Package} $${Status}\n' $(PACKAGES) 2>/dev/null | \
	awk '/ok installed/ {print $$1}' | sort > /tmp/.wireroom-have.$$$$; \
	echo $(PACKAGES) | tr ' ' '\n' | sort | comm -23 - /tmp/.wireroom-have.$$$$; \
	rm -f /tmp/.wireroom-have.$$$$)

## make run: build, start the daemon on config/demo.yaml, drop the samples, show the log
run: packages release
	@exec scripts/demo

## make test: everything that decides whether a change lands
test: packages lint
	swift build --build-tests
	swift build -c release --product wireroom
	swift test --skip-build

build: packages
	swift build

release: packages
	swift build -c release --product wireroom

bench: packages
	swift build -c release
	Benchmarks/run

# Real faults on the release binary: kill -9, rolls, idling. Minutes: Tests/torture/README.md.
torture: release
	Tests/torture/run

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
