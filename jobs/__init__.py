"""The only room that knows the queue: a document's life, upkeep, schedule, workers."""
