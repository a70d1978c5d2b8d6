package com.hypermindlabs.understudy.status;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Mode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a site stands at one instant. Holds no secret. Immutable; the JSON form is that of
 * docs/json.md.
 *
 * @param mode what the site is doing
 * @param route which server its processes use, and why
 * @param primary the remote PostgreSQL
 * @param fallback the local PostgreSQL
 * @param mirror what keeps the fallback current
 * @param journal what waits to be handed back
 * @param held how many changes wait for a person
 * @param tables the application's tables, and whether each is protected
 * @param interfaces the application's interfaces, as the web page or Telegram
 * @param lastReturn the account of the last return; null when there was none
 */
public record StatusReport(
    Mode mode,
    RouteStatus route,
    PrimaryStatus primary,
    FallbackStatus fallback,
    MirrorStatus mirror,
    JournalStatus journal,
    long held,
    List<TableStatus> tables,
    List<InterfaceStatus> interfaces,
    @Nullable ReturnReport lastReturn) {
  /** Copies the lists. */
  public StatusReport {
    tables = List.copyOf(tables);
    interfaces = List.copyOf(interfaces);
  }

  /**
   * The route.
   *
   * @param target {@code primary}, {@code fallback}, or {@code none} in an outage
   * @param endpoint the selected server; null in an outage
   * @param epoch the number of the last change of route
   * @param since when the mode began; null when no process of the site has run yet
   * @param reason why, in words
   */
  public record RouteStatus(
      String target,
      @Nullable String endpoint,
      long epoch,
      @Nullable Instant since,
      String reason) {}

  /**
   * The primary.
   *
   * @param configured whether the settings name one
   * @param endpoint its writable host, or all configured hosts when none is known to be writable
   * @param healthy whether the application could read and write there; null when not yet known
   * @param latencyMs one round trip in milliseconds
   * @param version the server's version
   * @param problem why it is not healthy
   */
  public record PrimaryStatus(
      boolean configured,
      @Nullable String endpoint,
      @Nullable Boolean healthy,
      @Nullable Double latencyMs,
      @Nullable String version,
      @Nullable Problem problem) {}

  /**
   * The fallback.
   *
   * @param enabled {@code database_fallback.enabled}
   * @param mode where it comes from, as {@code embedded}
   * @param endpoint where it listens
   * @param provisioned whether there is a whole instance
   * @param running whether it answers
   * @param version the server's version
   * @param pgvector whether the extension is there; null when not known
   * @param dataAsOf the instant from which its data is; null when it was never filled
   * @param problem why it cannot serve
   */
  public record FallbackStatus(
      boolean enabled,
      String mode,
      @Nullable String endpoint,
      boolean provisioned,
      boolean running,
      @Nullable String version,
      @Nullable Boolean pgvector,
      @Nullable Instant dataAsOf,
      @Nullable Problem problem) {}

  /**
   * The mirror.
   *
   * @param state {@code off}, {@code seeding}, {@code running} or {@code stopped}
   * @param lagMs how far the fallback is behind; null when not known, as by a process that does not
   *     lead
   * @param pendingRows changed rows not yet carried over
   * @param lastCycle when it last ran
   * @param reason why it is stopped, or how far a first seed is
   */
  public record MirrorStatus(
      String state,
      @Nullable Double lagMs,
      @Nullable Long pendingRows,
      @Nullable Instant lastCycle,
      @Nullable String reason) {}

  /**
   * The journal.
   *
   * @param rows rows changed on the fallback and not yet handed back; null when not known
   * @param waitsFor what a return waits for, or what was set aside; null when nothing is due
   */
  public record JournalStatus(@Nullable Long rows, @Nullable String waitsFor) {}

  /** A table, and why it is not protected. */
  public record TableStatus(String name, boolean isProtected, @Nullable String reason) {}

  /** An interface of the application: {@code up}, {@code off} or {@code failed}. */
  public record InterfaceStatus(String name, String state, @Nullable String reason) {}

  /** The same with other interfaces: they are the application's to tell. */
  public StatusReport withInterfaces(List<InterfaceStatus> others) {
    return new StatusReport(
        mode, route, primary, fallback, mirror, journal, held, tables, others, lastReturn);
  }
}
