-- The triggers for statements of table ${title}, on it or one of its partitions: none of them is cloned.
CREATE OR REPLACE TRIGGER "!understudy_wipe_${n}" BEFORE TRUNCATE ON ${on}
  FOR EACH STATEMENT
  EXECUTE FUNCTION understudy.wipe_${n}();

-- What a migration writes in the replica role no other trigger comes to. The mirror writes in it too:
-- a trigger for each row that stops at its condition would take a quarter of a first seed.
CREATE OR REPLACE TRIGGER "!understudy_unseen_${n}" AFTER INSERT OR UPDATE OR DELETE ON ${on}
  FOR EACH STATEMENT WHEN (${migration} AND current_setting('session_replication_role') = 'replica')
  EXECUTE FUNCTION understudy.unseen_${n}();
ALTER TABLE ${on} ENABLE ALWAYS TRIGGER "!understudy_unseen_${n}"
