-- Installed on the fallback as the owner of its tables, in one transaction, any number of times.

SELECT pg_advisory_xact_lock(hashtext('understudy.install'));

-- The numbers of a sequence of the primary that are this site's. While the sequence is bound to them,
-- minimum, maximum and first keep its own bounds and its own start. Migrations run while it is lifted:
-- it has its own bounds, lifted is its oid, and next the number of the block that was to come. One that
-- is outdated was drawn from another primary, or from one that has forgotten it, and is to be replaced.
CREATE TABLE IF NOT EXISTS understudy.sequence_block (
  name text PRIMARY KEY,
  low bigint NOT NULL,
  high bigint NOT NULL
);

DO $columns$
BEGIN
  -- Asked first: ALTER TABLE would wait for a backup, also where it has nothing to do.
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute
    WHERE attrelid = 'understudy.sequence_block'::regclass AND attname = 'lifted')
  THEN
    ALTER TABLE understudy.sequence_block
      ADD COLUMN minimum bigint, ADD COLUMN maximum bigint, ADD COLUMN first bigint,
      ADD COLUMN lifted oid, ADD COLUMN next numeric;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute
    WHERE attrelid = 'understudy.sequence_block'::regclass AND attname = 'outdated')
  THEN
    ALTER TABLE understudy.sequence_block ADD COLUMN outdated boolean NOT NULL DEFAULT false;
  END IF;
END
$columns$;

-- The number that a sequence gives next, without its end.
CREATE OR REPLACE FUNCTION understudy.next_number(seq regclass, step bigint) RETURNS numeric
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $number$
DECLARE
  number numeric;
BEGIN
  EXECUTE format('SELECT last_value::numeric + CASE WHEN is_called THEN %s ELSE 0 END FROM %s', step, seq)
    INTO number;
  RETURN number;
END
$number$;

-- The last number, in the order in which a sequence gives them, that a row has within some bounds; as
-- far as an index finds it, so that it costs the same however many rows there are.
CREATE OR REPLACE FUNCTION understudy.last_key(seq regclass, step bigint, low bigint, high bigint)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $key$
DECLARE
  edge text := CASE WHEN step > 0 THEN 'max' ELSE 'min' END;
  query text;
  found bigint;
BEGIN
  SELECT 'SELECT ' || edge || '(k) FROM (' || string_agg(
      format('SELECT %1$s(%2$I)::bigint AS k FROM %3$s WHERE %2$I BETWEEN %4$L::bigint AND %5$L::bigint',
        edge, a.attname, a.attrelid::regclass, low, high),
      ' UNION ALL ') || ') x'
  INTO query
  FROM (
    SELECT d.refobjid, d.refobjsubid
    FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = seq
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    UNION
    SELECT f.adrelid, f.adnum
    FROM pg_depend d
    JOIN pg_attrdef f ON f.oid = d.objid
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = seq
  ) fed (relation, number)
  JOIN pg_class c ON c.oid = fed.relation AND NOT c.relispartition
    AND has_table_privilege(c.oid, 'SELECT')
  JOIN pg_attribute a ON a.attrelid = fed.relation AND a.attnum = fed.number
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE coalesce(nullif(t.typbasetype, 0), t.oid) IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
    AND NOT row_security_active(c.oid)
    AND EXISTS (
      SELECT FROM pg_index i
      JOIN pg_class ic ON ic.oid = i.indexrelid
      JOIN pg_am m ON m.oid = ic.relam AND m.amname = 'btree'
      WHERE i.indrelid = fed.relation AND i.indkey[0] = fed.number
        AND i.indisvalid AND i.indpred IS NULL);
  IF query IS NOT NULL THEN
    EXECUTE query INTO found;
  END IF;
  RETURN found;
END
$key$;

-- Leads sequences past the numbers of their blocks that rows have come with, so that they are not
-- given again; says whether there were any. Is not undone with the transaction, which does no harm.
CREATE OR REPLACE FUNCTION understudy.pass_keys(names text[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $pass$
DECLARE
  block record;
  used bigint;
  passed boolean := false;
BEGIN
  FOR block IN
    SELECT b.low, b.high, p.seqrelid::regclass AS seq, p.seqincrement AS step
    FROM understudy.sequence_block b
    JOIN pg_sequence p ON p.seqrelid = to_regclass(b.name)
    JOIN pg_class c ON c.oid = p.seqrelid AND pg_has_role(c.relowner, 'USAGE')
    WHERE b.name = ANY (names) AND b.lifted IS NULL AND p.seqmin = b.low AND p.seqmax = b.high
    ORDER BY b.name
  LOOP
    used := understudy.last_key(block.seq, block.step, block.low, block.high);
    IF (used - understudy.next_number(block.seq, block.step)) * sign(block.step) >= 0 THEN
      PERFORM setval(block.seq, used);
      passed := true;
    END IF;
  END LOOP;
  RETURN passed;
END
$pass$;

-- Makes a block the bounds of a sequence, which goes on with this number; with one that is not in the
-- block, or none, it is used up and fails.
CREATE OR REPLACE FUNCTION understudy.bind_block(
  seq regclass, step bigint, low bigint, high bigint, number numeric)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $bind$
DECLARE
  beginning bigint := CASE WHEN step > 0 THEN low ELSE high END;
  ending bigint := CASE WHEN step > 0 THEN high ELSE low END;
  left_over boolean := coalesce(number BETWEEN low AND high, false);
BEGIN
  EXECUTE format('ALTER SEQUENCE %s MINVALUE %s MAXVALUE %s START %s RESTART %s', seq, low, high,
    beginning, CASE WHEN left_over THEN number ELSE ending END);
  IF NOT left_over THEN
    PERFORM setval(seq, ending);
  END IF;
END
$bind$;

-- A block that was drawn becomes the sequence's, in place of the one that it had; not while somebody
-- migrates.
CREATE OR REPLACE FUNCTION understudy.give_block(
  sequence text, new_low bigint, new_high bigint, spent boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $give$
DECLARE
  p pg_sequence;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('understudy.migrate')) THEN
    RETURN;
  END IF;
  SELECT * INTO STRICT p FROM pg_sequence WHERE seqrelid = sequence::regclass;
  -- Bounds that are not the block's somebody has given it since: they are its own.
  DELETE FROM understudy.sequence_block b
  WHERE b.name = sequence AND (b.low <> p.seqmin OR b.high <> p.seqmax);
  INSERT INTO understudy.sequence_block AS b (name, low, high, minimum, maximum, first)
  VALUES (sequence, new_low, new_high, p.seqmin, p.seqmax, p.seqstart)
  ON CONFLICT (name) DO UPDATE SET low = EXCLUDED.low, high = EXCLUDED.high, outdated = false;
  PERFORM understudy.bind_block(p.seqrelid, p.seqincrement, new_low, new_high,
    CASE WHEN spent THEN NULL WHEN p.seqincrement > 0 THEN new_low ELSE new_high END);
END
$give$;

-- Gives sequences their own bounds back for a migration, and takes the lock of those who migrate, which
-- the session keeps. While the gate is closed, a sequence then goes on behind block and rows, as it
-- would on the primary, and the block stays whole. While it is open the application draws too: the
-- sequence stays where it is in its block. One that a long transaction has drawn from is left bound.
CREATE OR REPLACE FUNCTION understudy.lift_blocks() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lift$
DECLARE
  block record;
  used bigint;
  closed boolean;
BEGIN
  PERFORM pg_advisory_lock_shared(hashtext('understudy.migrate'));
  LOCK TABLE understudy.gate IN ROW SHARE MODE; -- it does not change meanwhile
  PERFORM set_config('lock_timeout', '50ms', true);
  closed := NOT EXISTS (SELECT FROM understudy.gate);
  -- Of those that are not as we left them nothing is known; the mirror draws anew.
  DELETE FROM understudy.sequence_block b
  WHERE b.lifted IS NULL AND NOT EXISTS (
    SELECT FROM pg_sequence p
    JOIN pg_class c ON c.oid = p.seqrelid AND pg_has_role(c.relowner, 'USAGE')
    WHERE p.seqrelid = to_regclass(b.name) AND p.seqmin = b.low AND p.seqmax = b.high);
  FOR block IN
    SELECT b.*, p.seqrelid::regclass AS seq, p.seqincrement AS step
    FROM understudy.sequence_block b
    JOIN pg_sequence p ON p.seqrelid = to_regclass(b.name)
    WHERE b.lifted IS NULL
    ORDER BY b.name
    FOR UPDATE OF b
  LOOP
    BEGIN
      EXECUTE format('ALTER SEQUENCE %s %s %s START %s', block.seq,
        coalesce('MINVALUE ' || block.minimum, 'NO MINVALUE'),
        coalesce('MAXVALUE ' || block.maximum, 'NO MAXVALUE'),
        coalesce(block.first, sign(block.step)));
    EXCEPTION WHEN lock_not_available THEN
      CONTINUE;
    END;
    UPDATE understudy.sequence_block b
    SET lifted = block.seq, next = understudy.next_number(block.seq, block.step)
    WHERE b.name = block.name;
    IF closed THEN
      SELECT understudy.last_key(block.seq, block.step, p.seqmin, p.seqmax) INTO used
      FROM pg_sequence p WHERE p.seqrelid = block.seq;
      PERFORM setval(block.seq, CASE WHEN block.step > 0 THEN greatest(block.high, used)
        ELSE least(block.low, used) END);
    END IF;
  END LOOP;
END
$lift$;

-- The number that a lifted sequence is to go on with: behind all of its block that was given, and all
-- that rows have.
CREATE OR REPLACE FUNCTION understudy.unused_number(
  seq regclass, step bigint, low bigint, high bigint, lifted_at numeric)
RETURNS numeric
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $unused$
DECLARE
  number numeric := understudy.next_number(seq, step);
  used numeric := understudy.last_key(seq, step, low, high) + step::numeric;
BEGIN
  IF number NOT BETWEEN low AND high THEN
    number := NULL; -- the migration has set it
  END IF;
  RETURN CASE WHEN step > 0 THEN greatest(number, lifted_at, used) ELSE least(number, lifted_at, used) END;
END
$unused$;

-- Binds what is lifted again, once nobody migrates any more: the last who did does it, and after a crash
-- the next who begins a migration, a cycle or an outage. A gate that opens waits neither for a migration
-- nor, like the end of one, for a long transaction: then the sequence gives numbers of its block but has
-- not its bounds. Says whether nothing is lifted, and nobody migrates.
CREATE OR REPLACE FUNCTION understudy.bind_blocks(opening boolean) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '50ms' AS $blocks$
DECLARE
  block record;
  number numeric;
  bound boolean;
  alone boolean;
  drawn_from boolean := EXISTS (SELECT FROM understudy.gate);
BEGIN
  IF opening AND NOT EXISTS (SELECT FROM understudy.sequence_block b WHERE b.lifted IS NOT NULL) THEN
    RETURN true;
  END IF;
  alone := pg_try_advisory_xact_lock(hashtext('understudy.migrate'));
  IF alone THEN
    -- What the migration has dropped, given to others, or bounds that the block is not in.
    DELETE FROM understudy.sequence_block b
    WHERE b.lifted IS NOT NULL AND NOT EXISTS (
      SELECT FROM pg_sequence p
      JOIN pg_class c ON c.oid = p.seqrelid AND pg_has_role(c.relowner, 'USAGE')
      WHERE p.seqrelid = b.lifted AND p.seqmin <= b.low AND p.seqmax >= b.high);
    -- It may have exchanged their names, too.
    UPDATE understudy.sequence_block b SET name = b.lifted WHERE b.lifted IS NOT NULL;
    UPDATE understudy.sequence_block b SET name = format('%I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = b.lifted;
  ELSIF NOT opening THEN
    RETURN false;
  END IF;
  FOR block IN
    SELECT b.*, p.seqrelid::regclass AS seq, p.seqincrement AS step, p.seqmin, p.seqmax, p.seqstart
    FROM understudy.sequence_block b
    JOIN pg_sequence p ON p.seqrelid = b.lifted
    ORDER BY b.lifted
  LOOP
    bound := false;
    IF alone THEN
      BEGIN
        IF drawn_from THEN
          -- Changes nothing, but waits for those who have drawn, and lets others wait.
          EXECUTE format('ALTER SEQUENCE %s INCREMENT %s', block.seq, block.step);
        END IF;
        PERFORM understudy.bind_block(block.seq, block.step, block.low, block.high,
          understudy.unused_number(block.seq, block.step, block.low, block.high, block.next));
        UPDATE understudy.sequence_block b
        SET minimum = block.seqmin, maximum = block.seqmax, first = block.seqstart,
          lifted = NULL, next = NULL
        WHERE b.name = block.name;
        bound := true;
      EXCEPTION WHEN lock_not_available THEN
        bound := false;
      END;
    END IF;
    IF NOT bound THEN
      number := understudy.unused_number(block.seq, block.step, block.low, block.high, block.next);
      IF number BETWEEN block.low AND block.high
        AND number <> understudy.next_number(block.seq, block.step)
      THEN
        PERFORM setval(block.seq, number::bigint, false);
      END IF;
    END IF;
  END LOOP;
  RETURN alone AND NOT EXISTS (
    SELECT FROM understudy.sequence_block b WHERE b.lifted IS NOT NULL);
END
$blocks$;

REVOKE ALL ON FUNCTION understudy.next_number(regclass, bigint),
  understudy.last_key(regclass, bigint, bigint, bigint), understudy.pass_keys(text[]),
  understudy.bind_block(regclass, bigint, bigint, bigint, numeric),
  understudy.give_block(text, bigint, bigint, boolean), understudy.lift_blocks(),
  understudy.unused_number(regclass, bigint, bigint, bigint, numeric),
  understudy.bind_blocks(boolean) FROM PUBLIC;
