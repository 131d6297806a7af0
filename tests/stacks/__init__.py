"""The templates keep the deploy rules, whatever the functions declare."""
