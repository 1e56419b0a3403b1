"""The look and the form of every page: frame, components, icons, form fields. Knows no model."""
