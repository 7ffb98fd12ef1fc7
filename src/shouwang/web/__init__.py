"""The pages: one folder an area, templates and static files beside them."""
