"""Forum and long-form posts: comments, reactions, tags, drafts, revisions, gates, feeds."""
