# make demo   the whole journey on this machine      make test   all tests      make lint   style, types, layers
.PHONY: demo up test acceptance lint bench lock clean app app-size app-speed app-description no-app
ARGS ?=
# Tests at once; 0 is one after the other in one process. What shares a stack stays on one worker.
WORKERS ?= 3
VENV := .venv
LEDGER_VENV := .venv-ledger
LEDGER_LOCK := agent/ledger/pool/requirements.lock
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
LEDGER := $(LEDGER_VENV)/.installed
# The patient's web app. Without a Node that can build it the services run all the same, and the wallet has its API alone.
APP := wallet_api/app
APP_NODE := $(APP)/node_modules/.installed
APP_DIST := $(APP)/dist/index.html
APP_SOURCES := $(shell find $(APP)/src $(APP)/public -type f) $(addprefix $(APP)/,index.html vite.config.ts tsconfig.json)
APP_IF_NODE := $(if $(shell tools/have-node.sh && echo yes),$(APP_DIST),no-app)
export SALUS_LEDGER_PYTHON ?= $(CURDIR)/$(LEDGER_VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, every process that is started would compile all of our source anew.
unexport PYTHONDONTWRITEBYTECODE
export UV_CUSTOM_COMPILE_COMMAND := make lock

demo: $(RUNTIME) $(LEDGER) $(APP_IF_NODE)
	@$(VENV)/bin/salus demo $(ARGS)

up: $(RUNTIME) $(LEDGER) $(APP_IF_NODE)
	@$(VENV)/bin/salus up $(ARGS)

test: $(DEV) $(LEDGER) $(APP_DIST)
	cd $(APP) && npm test --silent
	$(VENV)/bin/lint-imports
	$(VENV)/bin/pytest --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder $(ARGS)

# The same tests, those of many in the size that was promised, and each test of a database on both kinds; ARGS chooses some.
acceptance: $(DEV) $(LEDGER) $(APP_DIST)
	SALUS_TEST_SIZE=full SALUS_TEST_DATABASES=both $(VENV)/bin/pytest --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: $(DEV) $(APP_NODE)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	cd $(APP) && npm run --silent check

app: $(APP_DIST)

# What a phone loads, in gzipped bytes; fails above the limit.
app-size: $(APP_DIST)
	@cd $(APP) && npm run --silent size

# ... and how soon it can be used on slow 3G with a slow processor, in Chromium.
app-speed: app-size $(DEV)
	@$(VENV)/bin/python -m benchmarks.app_speed $(ARGS)

# After a change of the wallet API's interface: the description, and the app's types made from it.
app-description: $(RUNTIME) $(APP_NODE)
	@$(VENV)/bin/python -m wallet_api.describe > $(APP)/openapi.json
	@cd $(APP) && npm run --silent api

bench: $(RUNTIME) $(LEDGER)
	@$(VENV)/bin/python -m benchmarks $(ARGS)

# Everything goes to standard error, so that `make demo ARGS=--json` prints JSON alone.
$(RUNTIME): requirements.lock pyproject.toml tools/find-python.sh
	@python=$$(tools/find-python.sh) && echo "Installing Salus into $(VENV) ..." >&2 && "$$python" -m venv $(VENV) >&2
	@$(VENV)/bin/pip install --quiet --require-hashes -r requirements.lock >&2
	@$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@$(VENV)/bin/pip install --quiet --require-hashes -r requirements-dev.lock >&2
	@touch $@

# --no-deps: the metadata of indy-node pins packages of 2018; the lock names what it works with.
$(LEDGER): $(LEDGER_LOCK) tools/find-python.sh
	@python=$$(tools/find-python.sh) && echo "Installing the ledger into $(LEDGER_VENV) ..." >&2 && "$$python" -m venv $(LEDGER_VENV) >&2
	@$(LEDGER_VENV)/bin/pip install --quiet --no-deps --require-hashes -r $(LEDGER_LOCK) >&2
	@touch $@

$(APP_DIST): $(APP_NODE) $(APP_SOURCES)
	@echo "Building the web app ..." >&2 && cd $(APP) && npm run --silent build -- --logLevel warn >&2

$(APP_NODE): $(APP)/package.json $(APP)/package-lock.json
	@tools/have-node.sh || { tools/have-node.sh --say >&2; exit 1; }
	@echo "Installing what the web app is built with ..." >&2 && cd $(APP) && npm ci --silent >&2
	@touch $@

no-app:
	@tools/have-node.sh --say >&2; echo "Going on without it: the wallet service has its API alone." >&2

# Needs uv. No index address is written, so that the locks hold on any mirror.
lock:
	uv pip compile -q --universal --python-version 3.13 --generate-hashes --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.13 --generate-hashes --no-emit-index-url --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-deps agent/ledger/pool/requirements.in -o $(LEDGER_LOCK)

clean:
	rm -rf $(VENV) $(LEDGER_VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist $(APP)/dist $(APP)/node_modules
