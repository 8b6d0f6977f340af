# Each target is one line over a script; the script's docstring says what it does.
.PHONY: serve site test bench format pins clean

serve: site ## build the site if needed and serve it at http://127.0.0.1:8000
	@.venv/bin/python tools/serve.py

site: ## build the site into _site/
	@sh tools/with_python.sh tools/setup.py site && .venv/bin/python tools/site.py

test: ## install what the tests need and run every test and check
	@sh tools/with_python.sh tools/setup.py test && .venv/bin/python tools/test.py

bench: ## measure, and print ratios against a named baseline
	@sh tools/with_python.sh tools/setup.py test && .venv/bin/python tools/bench.py

format: ## put the code into its standard form
	@sh tools/with_python.sh tools/setup.py test && .venv/bin/ruff check --fix . && .venv/bin/ruff format .

pins: ## write the pinned versions in requirements/*.txt again from the *.in files
	@sh tools/with_python.sh tools/setup.py site && .venv/bin/python tools/pins.py

clean: ## leave the checkout as it was cloned
	@git clean -fdXq
