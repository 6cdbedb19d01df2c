"""Machine interface under /api/v1 and the health checks."""
