# Two commands set everything up: `make demo` and `make test`. `make check` is for developers.
PYTHON ?= python3
BIN    := .venv/bin
# Where the surroundings forbid keeping compiled modules, every start would cost seconds.
export PYTHONDONTWRITEBYTECODE =
# Another environment that the shell stands in must not receive what is installed here.
unexport VIRTUAL_ENV
unexport PYTHONPATH

FRONT  := src/tutela_web/look/front
BUILT  := src/tutela_web/look/static/tutela
CODE   := $(shell find src -name '*.py' -not -path '*/migrations/*')
WORDS  := $(patsubst %.po,%.mo,$(wildcard src/tutela_web/locale/*/LC_MESSAGES/*.po))

PYTEST := $(BIN)/pytest -n 2 --dist loadscope
COUNT  := $(BIN)/python -m tests.costs run
WEB    := tests/tutela_web tests/stories

.PHONY: demo test unit check proof proof-sqlite proof-postgresql proof-speed measure docs words lock clean release release-tag

demo: .venv/demo $(BUILT)/.made $(WORDS)    ## install what the platform needs, show it on real data
	$(BIN)/tutela demo

test: .venv/dev .venv/system $(BUILT)/.made $(WORDS)    ## install what tests need, run what a change can break
	$(MAKE) --no-print-directory -j2 counted-check counted-tests; done=$$?; $(BIN)/python -m tests.costs tell; exit $$done

.PHONY: counted-check counted-tests
counted-check:
	$(COUNT) check $(MAKE) --no-print-directory check

counted-tests:
	$(COUNT) sqlite $(PYTEST) --led-to
	$(COUNT) postgresql $(BIN)/python -m tests.postgres run $(PYTEST) --chosen --led-to $(WEB)

unit: .venv/dev $(BUILT)/.made $(WORDS)    ## while writing: what your uncommitted change leads to, but for slow tests
	$(BIN)/pytest --quick --led-to --since HEAD

check: .venv/dev          ## format, lint, types, import direction, docs
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check src
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory .venv/looked-over
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tutela_web.settings $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/mkdocs build --strict --quiet --site-dir build/site
	$(BIN)/python -m tests.costs pages
	$(BIN)/python -m tutela_web.look.words check

# What is known to be unsafe, in the files that changed since they last passed: all of them take 16
# seconds. What is meant so says why beside it, after "nosec".
.venv/looked-over: $(CODE)
	$(BIN)/bandit --quiet --configfile pyproject.toml $? 2>.venv/bandit.log || { cat .venv/bandit.log; exit 1; }
	touch $@

# Hours in one sitting; each part can be run alone and says what it ran: make proof-sqlite, ...
# and of the first two a folder at a time: make proof-sqlite ONLY=tests/tutela_web/warning
proof: proof-sqlite proof-postgresql proof-speed    ## full counts of laws, faults, volume, addresses

proof-sqlite: .venv/dev .venv/system .venv/release $(BUILT)/.made $(WORDS)    ## every test in full
	TUTELA_LAWS=proof TUTELA_WHOLE=1 TUTELA_STATEMENTS=1 $(COUNT) proof_sqlite $(PYTEST) $(ONLY)

proof-postgresql: .venv/dev .venv/system $(BUILT)/.made $(WORDS)    ## those of the web house there
	TUTELA_LAWS=proof TUTELA_WHOLE=1 TUTELA_STATEMENTS=1 $(COUNT) proof_postgresql $(BIN)/python -m tests.postgres run $(PYTEST) $(or $(ONLY),$(WEB))

proof-speed: .venv/dev $(BUILT)/.made    ## writes docs/performance
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.platform
	$(BIN)/python -m benchmarks.reports
	$(BIN)/python -m benchmarks.siting
	$(BIN)/python -m benchmarks.many
	$(BIN)/python -m benchmarks.year

measure: .venv/dev $(BUILT)/.made   ## the published back-test and mandate suggestions, written to docs/method; messy books, printed
	$(BIN)/python -m benchmarks.backtest
	$(BIN)/python -m benchmarks.mandate
	$(BIN)/python -m benchmarks.moves
	$(BIN)/python -m benchmarks.reading --copies 6

# Wheel, offline bundle, image, compose file, bills of materials, checksums: build/release. Minutes, and 3 GB.
# TUTELA_MINISIGN_KEY signs them. TAG=1 gives the commit its tag as the last step: refused where the tree
# holds what is not committed, or the tag is there.
release: .venv/dev .venv/release $(BUILT)/.made $(WORDS)    ## build all that is shipped, print its checksums
	$(BIN)/python -m release build
	$(if $(TAG),$(BIN)/python -m release tag)

release-tag:              ## the annotated tag of this version, on the commit that was built
	$(BIN)/python -m release tag

docs: .venv/dev $(BUILT)/.made      ## pages made from the code: requirements, help texts, pictures
	$(BIN)/python -m docs.build

words: .venv/dev          ## tools for words of three languages: make words DO='room joc'
	$(BIN)/python -m tutela_web.look.words $(DO)

lock: .venv/uv            ## renew the lock files
	$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-annotate --no-header --universal -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-annotate --no-header --universal -q -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --group install --generate-hashes --no-annotate --no-header --universal -q -c requirements-dev.lock -o requirements-install.lock

.venv/uv: requirements-install.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.lock
	touch $@

.venv/demo: .venv/uv requirements.lock pyproject.toml
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes --build-constraints requirements-install.lock -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --build-constraints requirements-install.lock -e .
	touch $@

.venv/dev: .venv/uv requirements-dev.lock pyproject.toml
	$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --build-constraints requirements-install.lock requirements-dev.lock
	$(BIN)/uv pip install --quiet --no-deps --build-constraints requirements-install.lock -e .
	touch $@ .venv/demo

# Scripts, styles, the base map, and the fonts of pages and papers. Where the machine has no Node, a registry package brings it.
$(BUILT)/.made: $(wildcard $(FRONT)/*.json $(FRONT)/*.mjs $(FRONT)/css/* $(FRONT)/js/* $(FRONT)/js/*/*) | .venv/demo
	$(BIN)/python -m tutela_web.look.build
	touch $@

%.mo: %.po | .venv/demo
	$(BIN)/pybabel --quiet compile -i $< -o $@

.venv/system:             ## a real database server and a real browser, from the system's packages
	sh tests/system.sh
	touch $@

.venv/release:            ## what builds packages and images, from the system's packages
	sh release/system.sh
	touch $@

clean:
	rm -rf .venv build .mypy_cache .ruff_cache $(BUILT) src/tutela/base/documents/fonts $(FRONT)/node_modules
