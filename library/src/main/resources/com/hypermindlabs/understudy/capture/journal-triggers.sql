-- The row triggers of table ${title}. On a partitioned one PostgreSQL clones them to its partitions,
-- later ones too. The number in their names lets a table with triggers of its own be attached. None
-- names a column: a migration could not change its type.
CREATE OR REPLACE TRIGGER "!understudy_base_${n}" BEFORE UPDATE OR DELETE ON ${table}
  FOR EACH ROW WHEN (${application})
  EXECUTE FUNCTION understudy.note_${n}();

CREATE OR REPLACE TRIGGER "!understudy_born_${n}" AFTER INSERT ON ${table}
  FOR EACH ROW WHEN (${application})
  EXECUTE FUNCTION understudy.note_${n}();

CREATE OR REPLACE TRIGGER "!understudy_moved_${n}" AFTER UPDATE ON ${table}
  FOR EACH ROW WHEN (${application})
  EXECUTE FUNCTION understudy.note_${n}();

CREATE OR REPLACE TRIGGER "!understudy_reread_${n}" AFTER INSERT OR UPDATE OR DELETE ON ${table}
  FOR EACH ROW WHEN (${migration})
  EXECUTE FUNCTION understudy.reread_${n}();

CREATE OR REPLACE TRIGGER "!understudy_passed_${n}" AFTER UPDATE ON ${table}
  FOR EACH STATEMENT WHEN (${migration})
  EXECUTE FUNCTION understudy.passed_${n}()
