"""Documents that were made, and the forms from above that are filled."""
