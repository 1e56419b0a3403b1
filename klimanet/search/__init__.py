"""Finding what one may see: entries, comments, files, people and organisations, in every network one sits in."""
