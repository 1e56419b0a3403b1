"""A kind of entry that exists only while tests/test_kinds.py runs: proof that a kind gets everything by existing."""
