# What there is to do. Each target says what it is for; `make` alone lists them.
.PHONY: help demo build test bench fuzz screenshots check

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## a ready newsroom to try, in the browser
	go run ./cmd/masthead demo

build: ## one static binary: ./masthead
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o masthead ./cmd/masthead

test: ## set up all that the tests need and run every one
	tools/test.sh

check: ## only what needs nothing but Go: form, vet, the rules of the house
	@test -z "$$(gofmt -l cmd internal migrations themes words bench tests docs)" || (gofmt -l cmd internal migrations themes words bench tests docs; false)
	go vet ./...
	go test ./internal/archtest ./words/...

bench: ## print the table of speeds, each as a ratio to a yardstick of the same run
	go run ./bench

fuzz: ## run every fuzz target for 30 seconds
	tools/fuzz.sh

screenshots: ## take the pictures of the pages into tmp/screenshots
	MASTHEAD_SCREENSHOTS=$(CURDIR)/tmp/screenshots tools/test.sh
