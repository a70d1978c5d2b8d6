package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.capture.Absence;
import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Protection;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.FindingCode;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables of both servers beside each other: by the verdicts that a running site acts on, as
 * both are now. Remarks on nothing where one of them cannot be asked: others say why.
 *
 * @param settings of the site
 */
public record TablesProbe(Settings settings) implements Probe {
  private static final String AREA = "tables";
  private static final Duration LOCKS = Duration.ofSeconds(5);

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    @Nullable DatabaseSettings database = settings.database();
    if (database == null || !settings.fallback().enabled()) {
      return Sighting.of(List.of());
    }
    @Nullable FallbackServer fallback =
        new Provisioner(settings.fallback(), settings.stateDirectory(), ProgressListener.SILENT)
            .verify()
            .server();
    @Nullable ConnectionTarget primary = primary(database);
    if (fallback == null || primary == null) {
      return Sighting.of(List.of());
    }
    try {
      return Sighting.of(remarks(shapes(primary), fallback));
    } catch (SQLException e) {
      return Sighting.of(
          Remark.error(
              AREA,
              "compare the tables of both servers: " + e.getMessage(),
              "see that server's log, then look again"));
    }
  }

  private @Nullable ConnectionTarget primary(DatabaseSettings database) {
    try (ClusterProbe probe = new ClusterProbe(database, settings.failover().probe().timeout())) {
      return probe.read(true) instanceof Reading.Healthy healthy
          ? database.target(healthy.endpoint())
          : null;
    }
  }

  private List<Remark> remarks(List<TableShape> primary, FallbackServer fallback)
      throws SQLException {
    List<TableShape> here = shapes(fallback.owner());
    if (here.isEmpty()) {
      return List.of(Remark.ok(AREA, "the fallback has none yet: the first start makes them"));
    }
    MirrorSettings mirror = settings.failover().mirror();
    boolean replicaRole =
        fallback.findings().stream()
            .noneMatch(one -> one.code() == FindingCode.REPLICA_ROLE_DENIED);
    List<Verdict> verdicts = Protection.decide(primary, here, mirror, replicaRole);
    List<Remark> remarks = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.state() != Verdict.State.LOCAL
          && verdict.reason() != null
          && !Protection.leftOut(verdict.fallback(), mirror)) {
        remarks.add(remark(verdict));
      }
    }
    for (Absence absence : Protection.absences(primary, here, mirror)) {
      if (!absence.meant()) {
        remarks.add(
            Remark.warning(
                AREA, absence.name() + " is not protected: " + absence.reason(), absence.remedy()));
      }
    }
    verdicts.stream().map(this::version).flatMap(Optional::stream).forEach(remarks::add);
    return remarks.isEmpty() ? List.of(Remark.ok(AREA, same(verdicts))) : remarks;
  }

  private Optional<Remark> version(Verdict verdict) {
    if (verdict.state() != Verdict.State.PROTECTED) {
      return Optional.empty();
    }
    return Reconciler.versionReadTwice(settings.failover().conflicts(), verdict.fallback())
        .map(
            column ->
                Remark.warning(
                    AREA,
                    verdict.name()
                        + "."
                        + column
                        + " looks like the version of an optimistic lock: of a row that both sides"
                        + " change it may stay one that both have read",
                    "declare it in failover.conflicts: {\"*." + column + "\": \"delta\"}"));
  }

  private static Remark remark(Verdict verdict) {
    boolean carried = verdict.state() == Verdict.State.PROTECTED;
    String message = verdict.name() + (carried ? ": " : " is not protected: ") + verdict.reason();
    String remedy = String.valueOf(verdict.remedy());
    return Protection.drifted(verdict)
        ? Remark.error(AREA, message, remedy)
        : Remark.warning(AREA, message, remedy);
  }

  private static String same(List<Verdict> verdicts) {
    long carried = verdicts.stream().filter(one -> one.state() == Verdict.State.PROTECTED).count();
    return carried + " are the same on both servers and protected";
  }

  private static List<TableShape> shapes(ConnectionTarget target) throws SQLException {
    try (Connection connection = Patience.factory().open(target)) {
      connection.setAutoCommit(false);
      Pins.set(connection, LOCKS);
      List<TableShape> shapes = Catalog.read(connection);
      connection.rollback();
      return shapes;
    }
  }
}
