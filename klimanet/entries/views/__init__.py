"""What works on an entry of any kind: comments, following, texts, files, drafts."""
