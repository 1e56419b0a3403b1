"""What stops the work in several municipalities: reported, bundled by the secretariat, followed until it is told back."""
