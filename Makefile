# Each target is one line over a script; the script's docstring says what it does.
.PHONY: serve site test bench load fuzz format pins clean

serve: site ## build the site if needed and serve it at http://127.0.0.1:8000
	@.venv/bin/python -m tools.serve

site: ## build the site into _site/
	@sh tools/with_python.sh -m tools.setup site && .venv/bin/python -m tools.site

test: ## install what the tests need and run every test and check
	@sh tools/with_python.sh -m tools.setup test && .venv/bin/python -m tools.test

bench: ## measure, and print ratios against named baselines; the start of the site is kept in bench/
	@sh tools/with_python.sh -m tools.setup test && .venv/bin/python -m tools.bench && .venv/bin/python -m tools.bench_site

load: site ## measure a class of 30, 200 and 500 readers that opens a lesson together
	@sh tools/with_python.sh -m tools.setup test && .venv/bin/python -m tools.load

fuzz: ## try the decoder on a million damaged inputs, about half an hour
	@sh tools/with_python.sh -m tools.setup test && .venv/bin/python -m tools.fuzz

format: ## put the code into its standard form
	@sh tools/with_python.sh -m tools.setup test && .venv/bin/ruff check --fix . && .venv/bin/ruff format .

pins: ## write the pinned versions in requirements/*.txt again from the *.in files
	@sh tools/with_python.sh -m tools.setup site && .venv/bin/python -m tools.pins

clean: ## leave the checkout as it was cloned
	@git clean -fdXq
