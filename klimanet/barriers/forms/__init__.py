"""What is asked of whoever reports a barrier or sees to one."""
