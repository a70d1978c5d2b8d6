package com.hypermindlabs.understudy.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that did not simply arrive. Values are PostgreSQL's text form, by column, in the table's
 * order; a null map is a row that was not there. Immutable.
 *
 * @param id its number
 * @param site whose change it was
 * @param epoch in which it was handed over
 * @param table for statements, both parts quoted
 * @param key the primary key's values
 * @param kind what became of it
 * @param reason in plain words, or the server's
 * @param sqlState the server's, where it refused the row
 * @param transaction of the fallback that made the change last
 * @param base as both sides had it
 * @param ours as the fallback had it
 * @param theirs as the primary had it then
 * @param at when, by the primary's clock
 * @param resolved when it was resolved; null while it is not
 * @param resolution how
 */
public record LedgerEntry(
    long id,
    UUID site,
    long epoch,
    String table,
    List<String> key,
    Kind kind,
    String reason,
    @Nullable String sqlState,
    @Nullable String transaction,
    @Nullable Map<String, @Nullable String> base,
    @Nullable Map<String, @Nullable String> ours,
    @Nullable Map<String, @Nullable String> theirs,
    Instant at,
    @Nullable Instant resolved,
    @Nullable String resolution) {
  /** The same with another row there. */
  LedgerEntry with(@Nullable Map<String, @Nullable String> there) {
    return new LedgerEntry(
        id,
        site,
        epoch,
        table,
        key,
        kind,
        reason,
        sqlState,
        transaction,
        base,
        ours,
        there,
        at,
        resolved,
        resolution);
  }

  /** The same, to arrive under another key, where nothing is there. */
  LedgerEntry under(List<String> other, Map<String, @Nullable String> image) {
    return new LedgerEntry(
        id,
        site,
        epoch,
        table,
        other,
        kind,
        reason,
        sqlState,
        transaction,
        base,
        image,
        null,
        at,
        resolved,
        resolution);
  }

  /** What became of a change. */
  public enum Kind {
    /** It waits for a person. */
    HELD,
    /** A declared policy decided against it. */
    OVERRULED
  }
}
