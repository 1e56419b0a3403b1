"""Who is told of what, in the site and at once by mail: expanded from the activity log, one for each line and person."""
