-- one more version of one name (SQLite)
insert into segments (name, version, document, saved_at, saved_by, note)
values (?, ?, ?, ?, ?, ?)
