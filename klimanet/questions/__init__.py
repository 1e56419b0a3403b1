"""Questions to the database that are put together once and asked again with other values. Knows no model."""
