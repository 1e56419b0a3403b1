"""Klimanet: what a municipal climate network runs on. Each folder is one capability; the stack is in docs/architecture.md."""
