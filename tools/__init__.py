"""Scripts of the checkout: what `make` calls to install, to check and to keep lists up to date."""
