CREATE TABLE IF NOT EXISTS guests (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL CHECK (name <> ''),
    words   TEXT NOT NULL DEFAULT '',
    came_at TEXT NOT NULL DEFAULT (datetime('now'))
) STRICT;
