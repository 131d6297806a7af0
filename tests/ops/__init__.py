"""Tests of ops, against functions, queues and tables made for each."""
