# Two commands on a fresh machine: `make demo` (two people talk) and `make test` (the whole gate).
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
# The media node has an environment of its own.
NODE_PYTHON := .tools/media/bin/python
CDK := node_modules/.bin/cdk
STAGE ?= dev
CONTEXT ?=
NAME ?= local
# A test run gives every worker its own emulator; two is what a small machine carries.
WORKERS ?= 2
# Names on the command line win; make sees `PYTEST="-k invites" make test` too.
PYTEST ?=
NODE_PYTEST ?=
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1

.PHONY: help setup up demo down status logs test test-media nightly check fmt reference endpoint synth layer bench bench-media \
	costs deploy diff destroy clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'
	@echo "  Settings: NAME=<instance> CREAVIO_PORT=<port> (up, down, status, logs), STAGE=<stage> CONTEXT=<name=value ...> (deploy, diff, destroy), PYTEST=<arguments> (test)"

setup: ## install everything, locked, into this folder (the other targets do it by themselves)
	@./tools/setup

up: setup ## bring the platform up on this machine and seed it
	@$(PYTHON) -m localstack up --name $(NAME)

demo: setup ## two people register, talk, lose a connection and resume; starts the platform if needed
	@$(PYTHON) -m localstack up --name $(NAME) --if-needed
	@CREAVIO_API=$$($(PYTHON) -m localstack url --name $(NAME)) $(PYTHON) -m creavio.demo

down: ## stop what `make up` started
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m localstack down --name $(NAME); else echo "nothing to stop"; fi

status: setup ## what runs, where, since when
	@$(PYTHON) -m localstack status

logs: setup ## the end of the emulator's log, with what the functions print
	@$(PYTHON) -m localstack logs --name $(NAME)

test: check ## the whole gate: format, lint, types, every test
	@echo "== tests"
	@$(PYTHON) -m pytest -n $(WORKERS) $(PYTEST)
	@$(if $(PYTEST),,$(MAKE) --no-print-directory test-media)

test-media: setup ## the media node's tests, a browser's among them; part of `make test`
	@echo "== tests of the media node"
	@$(if $(NODE_PYTEST),,./tools/browser)
	@$(NODE_PYTHON) -m pytest media_nodes/tests $(NODE_PYTEST)

nightly: setup ## the long runs: faults at full size, the contract fuzzed, planted bugs
	@$(PYTHON) -m pytest -n $(WORKERS) -m nightly -o faulthandler_timeout=1800 $(PYTEST)
	@$(if $(PYTEST),,FUZZ_EXECUTIONS=10000000 $(NODE_PYTHON) -m pytest media_nodes/tests -k "from_anyone or from_outside or offered_raises or raises_anything or no_frame" -o faulthandler_timeout=7200)

check: setup ## format, lint and types only
	@echo "== format"
	@$(PYTHON) -m ruff format --check .
	@echo "== lint"
	@$(PYTHON) -m ruff check .
	@echo "== types"
	@$(PYTHON) -m mypy .
	@cd media_nodes && ../$(NODE_PYTHON) -m mypy

fmt: setup ## put the code into the house format and apply safe fixes
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

reference: setup ## write docs/reference, docs/events and both API documents from the code
	@PYTHONPATH=layers/commons/python $(PYTHON) -m stacks.contract
	@$(PYTHON) -m tools.events

endpoint: setup ## a new function and its failing test: NAME=archive_channel SERVICE=communities ROUTE="POST /…"
	@$(PYTHON) -m tools.scaffold --name '$(NAME)' --service '$(SERVICE)' --route '$(ROUTE)'

synth: setup ## write the CloudFormation templates to cdk.out, offline
	@$(CDK) synth --quiet --app "$(PYTHON) app.py" -c stage=$(STAGE)

layer: setup ## build the Lambda layer for arm64, without Docker
	@$(PYTHON) -m layers.dependencies.build --arch arm64

bench: setup ## measure what docs/performance.md reports
	@$(PYTHON) -m bench

bench-media: setup ## measure the media node alone
	@$(PYTHON) -m bench media

costs: setup ## write docs/costs.md: counted units times list prices
	@$(PYTHON) -m bench counts

diff: setup ## what `make deploy STAGE=...` would change in your AWS account
	@$(PYTHON) -m stacks diff --stage $(STAGE) $(CONTEXT)

deploy: setup ## deploy to your AWS account: make deploy STAGE=dev CONTEXT="name=value ..."
	@$(PYTHON) -m stacks deploy --stage $(STAGE) $(CONTEXT)

destroy: setup ## take a stage without data (dev) out of your AWS account: make destroy STAGE=dev
	@$(PYTHON) -m stacks destroy --stage $(STAGE) $(CONTEXT)

clean: down ## stop and remove everything built; the next target starts afresh
	@rm -rf .local build cdk.out .cdk .pytest_cache .mypy_cache .ruff_cache .hypothesis .venv .tools node_modules
