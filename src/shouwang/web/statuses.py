"""The statuses of answers that pages give by hand (RFC 9110)."""

OK = 200  # RFC 9110
FORBIDDEN = 403  # RFC 9110
MISSING = 404  # RFC 9110
CONFLICT = 409  # RFC 9110
UNPROCESSABLE = 422  # RFC 9110
