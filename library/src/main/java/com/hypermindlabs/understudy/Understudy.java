package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.pool.RoutingDataSource;
import com.hypermindlabs.understudy.pool.Transactions;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.StatusReport;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A running site's process: a data source that leads to the primary while it serves and to the
 * local fallback while it does not.
 *
 * <pre>{@code
 * Settings settings = Settings.load(Path.of("config.json"), Path.of(".env"));
 * try (Understudy understudy = Understudy.builder(settings).migrations(this::migrate).start()) {
 *   DataSource dataSource = understudy.dataSource();
 *   ...
 * }
 * }</pre>
 *
 * Any number of processes on one host may share a state directory; they turn together. Thread-safe.
 */
public final class Understudy implements AutoCloseable {
  private static final String ORDERED = "ordered by the operator";

  private final Site site;
  private final RoutingDataSource source;
  private final Transactions transactions;

  Understudy(Site site) {
    this.site = site;
    this.source = new RoutingDataSource(site.lanes());
    this.transactions = new Transactions(source);
  }

  /** Starts describing one. */
  public static UnderstudyBuilder builder(Settings settings) {
    return new UnderstudyBuilder(settings);
  }

  /**
   * How a site stands, without taking part in it: nothing is started, provisioned or turned.
   *
   * @return with no process of the site running, the mode that a start would choose now
   */
  public static StatusReport observe(Settings settings) {
    return new Observer(settings).report();
  }

  /**
   * Orders the primary although the fallback may hold writes that are nowhere else and cannot be
   * read, as after the loss of its disk. Running processes of the site follow at once, a later
   * start goes to the primary. Should the fallback be readable again some day, what it holds is
   * merged then; until that is done it takes nothing over.
   *
   * @param reason shown in status and logs, as one line: control characters become spaces
   * @throws StartException when the primary does not serve, or the fallback can be read, so that an
   *     ordinary return is possible
   */
  public static void setFallbackAside(Settings settings, String reason) {
    try (SiteParts parts =
        new SiteParts(
            settings,
            new SiteOptions(
                Migration.NONE,
                config -> {},
                Clock.systemUTC(),
                false,
                List.of(),
                ConflictResolver.NONE,
                StepHook.NONE))) {
      new Aside(parts).order(ReasonText.oneLine(reason));
    }
  }

  /** Connections of the server that the route leads to; closed with this object. */
  public DataSource dataSource() {
    return source;
  }

  /** How the site stands now. Takes no connection of the pools. */
  public StatusReport status() {
    return Reports.of(site);
  }

  /** Hears of events from now on, on a thread of their own. */
  public void onEvent(Consumer<Event> listener) {
    site.events().listen(listener);
  }

  /**
   * Runs work in a transaction on the current route and repeats it where that is safe.
   *
   * @return what the work returned in the attempt that was committed
   * @throws SQLException what the last attempt threw; SQLSTATE 08007 when the outcome of the commit
   *     is unknown
   */
  public <T extends @Nullable Object> T transaction(Transactions.Work<T> work) throws SQLException {
    return transactions.run(work);
  }

  /**
   * Turns the site to the fallback: running transactions on the primary are waited for up to {@code
   * failover.drain_timeout}, and the mirror carries over what they left. The site stays there until
   * a return is ordered, also when it was there already.
   *
   * @param reason shown in status and logs, as one line: control characters become spaces
   * @throws StartException when the fallback cannot take over; the site stays where it is. Also
   *     when this object is closed, or the thread interrupted, while it waits: what no process has
   *     begun with is not done then
   */
  public void failOver(String reason) {
    new Operator(site).failOver(ReasonText.oneLine(reason));
  }

  /**
   * Hands back what was written on the fallback and returns to the primary; waits until that is
   * done and proven. Does nothing when it is there already.
   *
   * @throws StartException when it cannot: the primary does not serve, or is another one. The site
   *     goes on with the fallback. Also as {@link #failOver(String)} when this object is closed or
   *     the thread interrupted
   */
  public void returnToPrimary() {
    returnToPrimary(ORDERED);
  }

  /**
   * The same, with a reason.
   *
   * @param reason shown in status and logs, as one line: control characters become spaces
   * @throws StartException as {@link #returnToPrimary()}
   */
  public void returnToPrimary(String reason) {
    new Operator(site).returnToPrimary(ReasonText.oneLine(reason), false);
  }

  /**
   * The same, also to a primary that lost commits or is another database: it is taken as it is, and
   * merged into. On the primary already, it is what was set aside that waits for this.
   *
   * @throws StartException as {@link #returnToPrimary()}
   */
  public void returnToConfirmedPrimary() {
    returnToConfirmedPrimary(ORDERED);
  }

  /**
   * The same, with a reason.
   *
   * @param reason shown in status and logs, as one line: control characters become spaces
   * @throws StartException as {@link #returnToPrimary()}
   */
  public void returnToConfirmedPrimary(String reason) {
    new Operator(site).returnToPrimary(ReasonText.oneLine(reason), true);
  }

  /** Leaves the site. The fallback's server goes on running. */
  @Override
  public void close() {
    site.close();
  }
}
