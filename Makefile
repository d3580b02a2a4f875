# Talktrack's house rules as commands. `make` alone prints this help.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TORCH_INDEX ?=            ## wheel index for PyTorch alone, e.g. the CPU builds; empty takes your default index
RUNNER ?= subprocess      ## how the demo runs steps: subprocess, or docker (after `make images` for data, model and control)
STAGE ?=                  ## the one image that `make images` and `make test-images` are for; empty: all five
REGISTRY ?= talktrack     ## where images are pushed, e.g. registry.example.com/talktrack
IMAGE_TAG ?= 0.1.0        ## tag of the images
PUSH ?=                   ## 1: `make images` pushes what it built and keeps the digests
BASE ?=                   ## image to build upon, for GPUs one with CUDA; empty: python:3.11-slim
SOURCE ?= unknown         ## where this code lives, for the label of the images
OVERLAY ?=                ## the overlay that `make manifests` writes, dev or gke; empty checks all
DOCKER_FLAGS ?=           ## more flags for docker build, e.g. --network=host
READY := $(VENV)/.ready
PEERS := build/peers
PACKAGED := build/packaged-backend
CHECKOV := build/checkov

export OMP_NUM_THREADS ?= 1
export OMP_WAIT_POLICY ?= PASSIVE
export TOKENIZERS_PARALLELISM ?= false
export ARROW_DEFAULT_MEMORY_POOL ?= system
export MALLOC_ARENA_MAX ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint manifests compile docs bench scores images test-images clean

help: ## print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
	@grep -hE '^[A-Z_]+ \?=.*## ' $(MAKEFILE_LIST) | awk -F' *\\?= *| *## ' '{printf "  %-14s %s\n", $$1, $$3}'

setup: $(READY) ## make a virtual environment with everything in it

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet $(if $(strip $(TORCH_INDEX)),--index-url $(strip $(TORCH_INDEX)),) torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,bench]'
	@touch $(READY)

demo: $(READY) ## run the whole loop on a synthetic sales organisation
	$(BIN)/python -m pipelines demo --runner $(strip $(RUNNER))

test: $(READY) $(PACKAGED)/kfp ## run all tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: $(READY) manifests ## ruff, mypy strict, import contracts, fresh generated tables
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.docs --check

manifests: $(READY) $(CHECKOV)/.ready ## check the Kubernetes manifests; with OVERLAY write one for kubectl apply, with the digests of build/images.env
	$(BIN)/python -m tests.manifests $(if $(strip $(OVERLAY)),--overlay $(strip $(OVERLAY)),)
	@test ! -d build/manifests/checked || BC_API_KEY= $(CHECKOV)/bin/checkov --directory build/manifests/checked --framework kubernetes --skip-download --compact --quiet

# Not in the environment of everybody: it pins half a hundred libraries.
$(CHECKOV)/.ready:
	$(PYTHON) -m venv $(CHECKOV)
	$(CHECKOV)/bin/pip install --quiet checkov==3.3.30
	@touch $@

compile: $(READY) ## write the pipelines as KFP YAML to build/pipelines
	$(BIN)/python -m pipelines compile --out build/pipelines

docs: $(READY) ## refresh generated tables in READMEs and the architecture page
	$(BIN)/python -m tests.architecture.docs
	$(BIN)/python -m pipelines.capacity --page docs/capacity.md

bench: $(READY) $(PEERS)/pycaption ## speed against peers, equality first; writes build/bench.json
	PYTHONPATH=$(PEERS) $(BIN)/python -m tests.benchmarks.bench

# What packaged clusters (KFP 2.15) know of a compiled pipeline; a test parses ours with it, in a process of its own.
$(PACKAGED)/kfp:
	$(BIN)/pip install --quiet --no-deps --target $(PACKAGED) kfp-pipeline-spec==2.15.0 kfp-kubernetes==2.15.0 googleapis-common-protos==1.70.0 'protobuf>=6.31,<7'

# Not in the environment of everybody: it brings a package called tests along, which would hide ours.
$(PEERS)/pycaption:
	$(BIN)/pip install --quiet --target $(PEERS) pycaption==2.3.14
	rm -rf $(PEERS)/tests

scores: $(READY) ## each step against the truth, on every phrase book; writes build/scores.json
	$(BIN)/python -m tests.benchmarks.scores

images: ## build the container images, or STAGE=NAME alone; writes build/images.env and build/sbom
	$(PYTHON) images/build.py $(strip $(STAGE)) --registry '$(strip $(REGISTRY))' --tag '$(strip $(IMAGE_TAG))' --source '$(strip $(SOURCE))' --torch-index '$(strip $(TORCH_INDEX))' --base '$(strip $(BASE))' --flags='$(strip $(DOCKER_FLAGS))' $(if $(strip $(PUSH)),--push)

test-images: $(READY) ## each image runs its own steps' tests, and ingestion runs in them, after `make images`
	STAGE='$(strip $(STAGE))' $(BIN)/python -m pytest -m containers tests/containers

clean: ## remove everything that was made here
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
