"""The scripts behind the Makefile. A package only so that the tests can import them."""
