"""What every contribution shares, whatever its kind: audience, comments, attachments, following, links, drafts, read marks."""
