# Thin: the work is in linkages/supervisor, which needs nothing but Python 3.11.
PYTHON ?= $(or $(shell command -v python3.11),python3)
SUPERVISOR = $(PYTHON) -m linkages.supervisor

.DEFAULT_GOAL := help
.PHONY: help run test drills evidence bench check doctor messages stop clean reset

help:      ; @$(SUPERVISOR) help || true
run:       ; @$(SUPERVISOR) run
test:      ; @$(SUPERVISOR) test
drills:    ; @$(SUPERVISOR) drills
evidence:  ; @$(SUPERVISOR) evidence
bench:     ; @$(SUPERVISOR) bench $(ARGS)
check:     ; @$(SUPERVISOR) check
doctor:    ; @$(SUPERVISOR) doctor
messages:  ; @$(SUPERVISOR) messages
stop:      ; @$(SUPERVISOR) stop
clean:     ; @$(SUPERVISOR) clean
reset:     ; @$(SUPERVISOR) reset

export PORT HOST
