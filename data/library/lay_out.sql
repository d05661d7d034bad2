-- a saved segment: one row for every version anyone saved (SQLite)
create table if not exists segments (
    name text not null,
    version integer not null,
    document text not null,
    saved_at text not null,
    saved_by text not null,
    note text not null,
    primary key (name, version)
) strict
