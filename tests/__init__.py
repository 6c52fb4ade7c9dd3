"""The tests mirror portal/; what they share lies in tests/support/."""
