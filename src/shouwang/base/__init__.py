"""Words that every floor uses: errors, dates, money, codes, columns. Standard library only."""
