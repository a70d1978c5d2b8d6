-- Sorts behind the application's triggers: it has to see the row that they have made.
CREATE OR REPLACE TRIGGER "~understudy_leave_out" BEFORE INSERT ON ${table}
  FOR EACH ROW
  WHEN (current_setting('understudy.ahead', true) = 'on' AND pg_has_role(session_user, ${owner}::oid, 'MEMBER'))
  EXECUTE FUNCTION understudy.leave_out()
