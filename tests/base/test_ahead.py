"""Pieces made ahead come in their order, in the reader's language, and fail where they are used."""

import threading

import pytest

from shouwang.base.ahead import ahead
from shouwang.base.words import language_in_use, use_language_here


def test_pieces_come_in_their_order():
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter([]))) == []


def test_what_is_nothing_is_a_piece_too():
    assert list(ahead(iter([None, (), None]))) == [None, (), None]


def test_the_next_is_made_while_one_is_used():
    begun = threading.Event()

    def pieces():
        yield 1
        begun.set()
        yield 2

    made = ahead(pieces())
    assert next(made) == 1
    assert begun.wait(10)
    assert list(made) == [2]


def test_it_is_another_thread_that_speaks_the_same_language():
    use_language_here("zh_Hans")
    made = ahead((threading.get_ident(), language_in_use()) for _ in range(2))
    use_language_here("en")  # it is asked for here, whoever takes it later
    found = list(made)
    assert {language for _thread, language in found} == {"zh_Hans"}
    assert threading.get_ident() not in {thread for thread, _language in found}


def test_a_fault_is_met_after_the_pieces_before_it():
    def pieces():
        yield 1
        message = "torn"
        raise OSError(message)

    made = ahead(pieces())
    assert next(made) == 1
    with pytest.raises(OSError, match="torn"):
        next(made)


def test_whoever_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    made = ahead(iter(range(5)))
    next(made)
    made.close()
    assert threading.active_count() == before
