"""Who is behind a person's number, for those with a right; and whose number an ID number is."""

from collections.abc import Iterable

from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.stages.ingest.identity import digests_of, unseal
from shouwang.stages.ingest.models import Identity

# More variables than this SQLite does not take in one statement.
AT_ONCE = 900


def id_numbers_of(home: Home, persons: Iterable[int]) -> dict[int, str]:
    """Return the ID numbers of persons; those that the identities do not know are left out.

    Raises:
        SealBroken: if one cannot be opened with the home's key.
        KeyUnusable: if the key is missing.
    """
    wanted = list(persons)
    key = read_keys(home.keys).seal
    found = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = Identity.objects.filter(number__in=wanted[start : start + AT_ONCE])
        for number, ciphertext in part.values_list("number", "ciphertext"):
            found[number] = unseal(bytes(ciphertext), number, key)
    return found


def person_of(home: Home, id_number: str) -> int | None:
    """Return the number of the person with an ID number in its normal form, if anybody has it."""
    digest = digests_of([id_number], read_keys(home.keys).hash)[0]
    found = Identity.objects.filter(digest=digest).values_list("number", flat=True).first()
    return int(found) if found is not None else None
