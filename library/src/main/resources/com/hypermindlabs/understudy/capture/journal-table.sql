-- The images of one table's changed rows: o as it was before the first change here, or as last
-- sent; t as the primary last had it, where that differs. Types without their modifiers, domains as
-- what they are made of: a value has been through all checks, and the image must not refuse it.
-- Migrations leave marks with the numbers of columns: "u3" for a base that is not known any more, "m3"
-- for one that has moved with the row, "n3" for a column that is newer than the entry, "k" where they
-- may have given the row another key, "b" for a row that one has inserted, "r" and "s": see births.sql.
-- What a round has left held is kept as it was sent, by the numbers of columns: what a person decides
-- makes it the base. Migrations move it too; "h3" where it is not known any more.
CREATE TABLE understudy.journal_${n} (
  ${key_definitions},
  touched xid8 NOT NULL,
  o_there boolean NOT NULL,
  t_there boolean,
  migrated text[],
  ${image_definitions},
  settled boolean NOT NULL DEFAULT false,
  held boolean NOT NULL DEFAULT false,
  held_in uuid,
  held_as text[],
  PRIMARY KEY (${keys})
)
-- Giving pages back takes a lock that every writer would wait for, and waits for it itself.
WITH (vacuum_truncate = off)
