-- The sweep through everybody: when it began, and where it goes on at the server. Began without a cursor is at the end.
ALTER TABLE progress ADD COLUMN sweep_began_at INTEGER;
ALTER TABLE progress ADD COLUMN sweep_cursor TEXT;
