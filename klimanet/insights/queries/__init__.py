"""What the desk's pages compose."""
