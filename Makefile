# Two commands to begin with: make report, make test. All that they need beside Python >= 3.11 goes into .venv.

.PHONY: report test lab voila notebooks docs workshop lock clean
.DEFAULT_GOAL := report

bin := .venv/bin
ready := .venv/ready
# The first Python that is new enough; python3 first, as that is the one a person means.
find_python := for name in python3 python python3.11 python3.12 python3.13 python3.14; do \
	  $$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done

report: $(ready)  ## the sample client's report in both languages
	$(bin)/shequn report sample --language both --out reports

test: $(ready)  ## every check; skipped tests are listed with the reason
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/python tools/build_notebooks.py --check
	$(bin)/python tools/build_docs.py --check
	$(bin)/python tools/build_workshop.py --check
	$(bin)/pytest tests shequn -n 2 --dist loadfile
	SHEQUN_STATIC=1 SHEQUN_WORKBOOK=.pytest_cache/none $(bin)/pytest notebooks -n 2 --dist loadfile \
	  --nbval --nbval-current-env --nbval-cell-timeout=120

lab: $(ready)  ## JupyterLab at the first notebook, with the project's own settings
	JUPYTER_CONFIG_DIR="$(CURDIR)/.jupyter" $(bin)/jupyter lab $(firstword $(sort $(wildcard notebooks/*.ipynb)))

voila: $(ready)  ## the notebooks as pages without code; ?u=name has a workbook of its own
	JUPYTER_CONFIG_DIR="$(CURDIR)/.jupyter" JUPYTER_PATH="$(CURDIR)/.jupyter" $(bin)/voila notebooks

notebooks: $(ready)  ## build the notebooks from the lessons
	$(bin)/python tools/build_notebooks.py

docs: $(ready)  ## glossary, metric handbook and guide to exports from the texts
	$(bin)/python tools/build_docs.py

workshop: $(ready)  ## agenda, facilitator notes and handout as PDF
	$(bin)/python tools/build_workshop.py

lock:  ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements.lock

clean:  ## remove what was made here
	rm -rf .venv reports dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ready): requirements.lock pyproject.toml
	@python=$$($(find_python)); \
	if [ -z "$$python" ]; then echo "make: no Python >= 3.11 with its venv module was found; install one, then run make again." >&2; exit 1; fi; \
	$$python -m venv .venv || { echo "make: $$python cannot make .venv; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
