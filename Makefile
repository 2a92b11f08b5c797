# The two commands of a newcomer are run and test; check is the full product, which CI runs too.
GO := CGO_ENABLED=0 go
FLAGS := -tags nomsgpack
LINK := -ldflags "-s -w -X main.version=$(shell git describe --tags --always 2>/dev/null || echo 0.1)"
# Tests run in any order, and no test is about time: a busy machine may take long.
ORDER := -shuffle=on -timeout=40m
# What is printed of each package stays in bin/tests.json, with the seed of its order.
TESTED := gotestsum --format pkgname --jsonfile bin/tests.json -- $(FLAGS) $(ORDER)
SLOWEST := $(GO) tool gotestsum tool slowest --jsonfile bin/tests.json --num 10
PAGES := frontend/dist/manifest.json
SOURCES := $(shell find frontend/src frontend/styles frontend/build.mjs -type f)

.PHONY: run build test check chaos fmt lint released large pictures clean
run: build ## everything, on http://localhost:8080
	bin/jalons serve

build: $(PAGES) ## bin/jalons
	$(GO) build $(FLAGS) $(LINK) -o bin/jalons ./server

test: build frontend/e2e/node_modules/.installed ## all tests, each template once per language
	$(GO) vet $(FLAGS) ./...
	npm --prefix frontend run formatted
	$(GO) tool $(TESTED) ./...
	$(GO) test -tags nomsgpack,no_app_authz $(ORDER) -run TestReach ./server/app
	npm --prefix frontend/e2e run types
	npm --prefix frontend/e2e test
	@echo "The ten slowest Go tests:"; $(SLOWEST)

check: build frontend/e2e/node_modules/.installed ## static analysis, races and heavy counts, every width and theme, times
	$(GO) tool staticcheck $(FLAGS) ./...
	$(GO) tool staticcheck $(FLAGS),dump,chaos,large ./server ./server/app
	CGO_ENABLED=1 go tool $(TESTED) -race ./server/...
	EMBEDDED_PG_BIN=$${EMBEDDED_PG_BIN:-/usr/lib/postgresql/15/bin} $(GO) test $(FLAGS),dump $(ORDER) -count=1 -run TestDumpRestores ./server/app
	KILLS=$${KILLS:-12} $(GO) test $(FLAGS),chaos $(ORDER) -count=1 -run TestKills -v ./server
	EVERY=8 $(GO) test $(FLAGS) -count=1 -run TestCutAtEachMessage ./server/app
	FULL=1 $(GO) test $(FLAGS) $(ORDER) -run 'TestWritersAtOnce|TestManyGuesses' ./server/tracker ./server/account
	FULL=1 npm --prefix frontend/e2e test
	npm --prefix frontend/e2e run openapi
	npm --prefix frontend/e2e run rig
	@echo "The ten slowest Go tests:"; $(SLOWEST)

chaos: $(PAGES) ## a thousand kills under 32 clients: nothing lost, nothing doubled
	KILLS=$${KILLS:-1000} $(GO) test $(FLAGS),chaos -count=1 -timeout 6h -run TestKills -v ./server
	EVERY=1 $(GO) test $(FLAGS) -count=1 -timeout 6h -run TestCutAtEachMessage -v ./server/app

large: $(PAGES) ## prints what a backup and a restore of a large record take
	MILESTONES=$${MILESTONES:-100000} $(GO) test $(FLAGS),large -count=1 -timeout 6h -run TestBackupOfALargeRecord -v ./server

fmt: frontend/node_modules/.installed ## lays out Go, templates and scripts
	gofmt -w server schema seeds frontend/*.go
	npm --prefix frontend run fmt

lint: ## more static analysis, by .golangci.yml; it compiles golangci-lint first
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

released: ## keeps the API's document of today as that of the release; nothing of it may go before version 2
	$(GO) test $(FLAGS) -count=1 -run TestAPIKeepsWhatWasReleased ./server/api -update-released

pictures: build frontend/e2e/node_modules/.installed ## the README's pictures
	npm --prefix frontend/e2e run pictures

$(PAGES): frontend/node_modules/.installed $(SOURCES)
	npm --prefix frontend run build

%/node_modules/.installed: %/package-lock.json | preflight
	npm --prefix $* ci --no-audit --no-fund --loglevel=error
	touch $@

.PHONY: preflight
preflight:
	@command -v go >/dev/null || { echo "Jalons needs Go 1.26 or newer: https://go.dev/dl"; exit 1; }
	@command -v npm >/dev/null || { echo "Jalons needs Node 20.19 or newer with npm: https://nodejs.org"; exit 1; }
	@node -e 'const [a,b]=process.versions.node.split(".").map(Number);if(a<20||a===20&&b<19){console.log("Jalons needs Node 20.19 or newer, this is "+process.version);process.exit(1)}'

clean: ## what was built, not the data
	rm -rf bin frontend/dist/* frontend/node_modules frontend/e2e/node_modules
