"""The pages of the secretariat's desk."""
