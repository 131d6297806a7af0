"""Events: their schemas, the copies others keep by them, and any order of delivery."""
