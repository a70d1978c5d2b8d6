package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Circles;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.mirror.Staging.Staged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns staged rows into rows of the tables, in the transaction that the fallback's session is in.
 *
 * @param fallback the session
 */
record Apply(FallbackSession fallback) {
  private static final long WORTH_ANALYSING = 5000;

  void apply(List<Staged> staged) {
    boolean waits = !fallback.replica() && circular(staged);
    List<Staged> ordered = fallback.replica() ? staged : parentsFirst(staged, waits);
    if (waits) {
      step("put off the checks of references", ordered.get(0), "SET CONSTRAINTS ALL DEFERRED");
    }
    for (Staged one : ordered) {
      if (one.rows() > WORTH_ANALYSING) {
        step("analyse the staged rows", one, "ANALYZE " + one.stage());
      }
      // With triggers and foreign keys at work, what refers goes before what is referred to.
      if (fallback.replica() || one.sql().replaces()) {
        remove(one);
      }
      step("write the rows", one, one.sql().write(one.stage()));
    }
    if (!fallback.replica()) {
      for (int i = ordered.size() - 1; i >= 0; i--) {
        if (!ordered.get(i).sql().replaces()) {
          remove(ordered.get(i));
        }
      }
      checkReferences(staged);
    }
  }

  /** What would be checked by the commit, which could not say whose fault it was. */
  private void checkReferences(List<Staged> staged) {
    List<TableShape> late =
        staged.stream()
            .map(one -> one.load().table().fallback())
            .filter(table -> table.foreignKeys().stream().anyMatch(ForeignKey::waits))
            .toList();
    if (late.isEmpty()) {
      return;
    }
    try {
      fallback.run("SET CONSTRAINTS ALL IMMEDIATE");
    } catch (SQLException e) {
      throw Failures.of("check the references", refused(e, late), e);
    }
  }

  private static @Nullable TableName refused(SQLException e, List<TableShape> late) {
    @Nullable ServerErrorMessage said =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
    return late.stream()
        .map(TableShape::name)
        .filter(
            name ->
                said != null
                    && name.schema().equals(said.getSchema())
                    && name.name().equals(said.getTable()))
        .findFirst()
        .orElse(null);
  }

  private void remove(Staged one) {
    step("remove rows", one, one.sql().remove(one.stage(), one.load().whole()));
  }

  private void step(String operation, Staged one, String sql) {
    try {
      fallback.run(sql);
    } catch (SQLException e) {
      throw Failures.of(operation, one.load().table().name(), e);
    }
  }

  /** Whether no order will do, so that one of the references has to be checked at the end. */
  private static boolean circular(List<Staged> staged) {
    List<TableShape> tables = staged.stream().map(one -> one.load().table().fallback()).toList();
    Circles circles = Circles.of(tables);
    return tables.stream().map(TableShape::name).anyMatch(circles::has);
  }

  private static List<Staged> parentsFirst(List<Staged> staged, boolean waits) {
    Map<TableName, Staged> byName = new HashMap<>();
    staged.forEach(one -> byName.put(one.load().table().name(), one));
    List<Staged> ordered = new ArrayList<>();
    Set<TableName> seen = new HashSet<>();
    staged.forEach(one -> visit(one, waits, byName, seen, ordered));
    return ordered;
  }

  private static void visit(
      Staged one,
      boolean waits,
      Map<TableName, Staged> byName,
      Set<TableName> seen,
      List<Staged> ordered) {
    if (seen.add(one.load().table().name())) {
      for (ForeignKey key : one.load().table().fallback().foreignKeys()) {
        @Nullable Staged target = byName.get(key.target());
        if (target != null && !(waits && key.waits())) {
          visit(target, waits, byName, seen, ordered);
        }
      }
      ordered.add(one);
    }
  }
}
