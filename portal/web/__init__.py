"""One room per kind of person who walks in. Routes read, call one verb, answer."""
