"""Where an expression needs brackets: what one reader reads so and another otherwise."""

from sqlglot import TokenType, tokenize

_RELATIONS = frozenset(
    {
        TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE,
        TokenType.BETWEEN, TokenType.IN, TokenType.IS, TokenType.ISNULL, TokenType.NOTNULL,
    }
)  # fmt: skip
_OPEN = frozenset({TokenType.L_PAREN, TokenType.CASE})
_CLOSE = frozenset({TokenType.R_PAREN, TokenType.END})
_NEXT = frozenset(
    {TokenType.AND, TokenType.OR, TokenType.COMMA, TokenType.WHEN, TokenType.THEN, TokenType.ELSE}
)


def beside_another(text: str) -> str:
    """Return the sign of a comparison that stands unbracketed beside another one; or nothing.

    `a = b is null`, `a <> b between c and d` and `a = b = c` are read in one way by PostgreSQL,
    in another by Spark, refused by DuckDB, and read differently by two releases of one parser.
    Whoever writes brackets is understood by all, the next person who reads the policy among them.
    """
    # The comparison in the present term of each open bracket, if there is one.
    terms: list[TokenType | None] = [None]
    for token in tokenize(text, dialect="duckdb"):
        kind, held = token.token_type, terms[-1]
        if kind in _OPEN:
            terms.append(None)
        elif kind in _CLOSE and len(terms) > 1:
            terms.pop()
        elif kind in _RELATIONS:
            if held is not None:
                return token.text
            terms[-1] = kind
        elif kind is TokenType.AND and held is TokenType.BETWEEN:
            terms[-1] = TokenType.IN  # its own `and`; the term is as full as before
        elif kind in _NEXT:
            terms[-1] = None
    return ""
