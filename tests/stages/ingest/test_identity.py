"""Identities: found by a keyed hash, sealed and bound to their number."""

import hmac

import numpy as np
import pytest
from hypothesis import given, strategies as st

from shouwang.lake.keys import Key
from shouwang.stages.ingest.identity import (
    Directory,
    SealBroken,
    digests_of,
    draw_numbers,
    seal,
    unseal,
)
from shouwang.stages.ingest.sealing import CHUNK, UploadBroken, open_sealed, seal_file

KEY, OTHER = Key("a", b"k" * 32), Key("b", b"o" * 32)
DIGESTS = st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=40)
# Digests that begin alike, so that the second half has to tell them apart.
CROWDED = st.lists(
    st.builds(lambda a, b: bytes([a]) * 8 + bytes([b]) * 24, st.integers(0, 2), st.integers(0, 9)),
    unique=True,
    max_size=20,
)


class TestDigests:
    @given(st.lists(st.text(max_size=80)), st.binary(min_size=32, max_size=32))
    def test_are_those_of_the_standard_library(self, texts, secret):
        expected = [hmac.digest(secret, text.encode("utf-8"), "sha256") for text in texts]
        assert digests_of(texts, Key("a", secret)) == expected

    def test_depend_on_the_key(self):
        assert digests_of(["1"], KEY) == digests_of(["1"], KEY)
        assert digests_of(["1"], KEY) != digests_of(["1"], OTHER)


class TestDirectory:
    @given(st.one_of(DIGESTS, CROWDED), st.data())
    def test_finds_whom_it_knows_and_nobody_else(self, digests, data):
        known = data.draw(st.integers(0, len(digests)))
        directory = Directory()
        first, second = digests[: known // 2], digests[known // 2 : known]
        directory.add([(first, np.arange(1, len(first) + 1))])
        directory.add([(second, np.arange(len(first) + 1, known + 1))])
        found = directory.find(digests)
        assert found.tolist() == [*range(1, known + 1), *([0] * (len(digests) - known))]

    def test_is_empty_at_first(self):
        assert Directory().find([b"x" * 32]).tolist() == [0]
        assert Directory().find([]).tolist() == []


class TestNumbers:
    def test_are_random_and_exact_everywhere(self):
        numbers = draw_numbers(1000)
        assert len(set(numbers.tolist())) == 1000
        assert numbers.min() >= 10**14
        assert numbers.max() < 2**53


class TestSeal:
    def test_gives_the_number_back_to_its_person_only(self):
        one, two = seal(["id one", "id two"], [1, 2], KEY)
        assert unseal(one, 1, KEY) == "id one"
        assert b"id one" not in one
        for ciphertext, number, key in ((one, 2, KEY), (two, 1, KEY), (one, 1, OTHER)):
            with pytest.raises(SealBroken):
                unseal(ciphertext, number, key)
        with pytest.raises(SealBroken):
            unseal(one[:-1], 1, KEY)

    def test_never_looks_the_same(self):
        assert seal(["a"], [1], KEY) != seal(["a"], [1], KEY)


class TestSealFile:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
    def test_gives_the_file_back(self, tmp_path, size):
        plain = (b"0123456789abcdef" * (size // 16 + 1))[:size]
        (tmp_path / "a").write_bytes(plain)
        seal_file(tmp_path / "a", tmp_path / "b", KEY)
        open_sealed(tmp_path / "b", tmp_path / "c", KEY)
        assert (tmp_path / "c").read_bytes() == plain
        assert (tmp_path / "b").stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: data[:-1],
            lambda data: data[: 15 + CHUNK + 16],
            lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
            lambda data: b"something else",
            lambda data: data[:15] + data[15 + CHUNK + 16 :] + data[15 : 15 + CHUNK + 16],
        ],
        ids=["cut", "a chunk less", "changed", "no upload", "chunks changed about"],
    )
    def test_notices_every_damage(self, tmp_path, damage):
        (tmp_path / "a").write_bytes(b"x" * (2 * CHUNK))
        seal_file(tmp_path / "a", tmp_path / "b", KEY)
        (tmp_path / "b").write_bytes(damage((tmp_path / "b").read_bytes()))
        with pytest.raises(UploadBroken):
            open_sealed(tmp_path / "b", tmp_path / "c", KEY)
