"""What people write and read: Markdown, Danish sorting, Danish dates, names made safe."""
