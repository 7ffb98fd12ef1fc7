"""Published methods: pure functions with units, valid range and source."""
