package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ProvisionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Everything that is done inside a running server of ours, over two connections. */
record Setup(Logins logins, Steps steps) {
  /**
   * Brings roles, database, rights and extension into shape.
   *
   * @param fresh whether the application's role may be new to what is there
   */
  void run(Future<Verifiers> verifiers, boolean fresh) throws Exception {
    try (Connection admin = Logins.open(logins.admin(Names.MAINTENANCE))) {
      // Many small commits: the one of the rights, below, brings them all to the disk.
      admin.createStatement().execute("SET synchronous_commit = off");
      int major = admin.getMetaData().getDatabaseMajorVersion();
      Roles roles = new Roles(logins.names(), verifiers.get());
      steps.run(Step.ROLES, () -> roles.ensure(admin, major));
      steps.run(Step.DATABASE, () -> roles.ensureDatabase(admin));
    }
    try (Connection admin = Logins.open(logins.admin(logins.names().database()))) {
      steps.run(Step.RIGHTS, () -> new Rights(logins.names()).ensure(admin, fresh));
      steps.run(Step.EXTENSION, () -> VectorExtension.ensure(admin));
    }
  }

  /**
   * Logs in as both roles and looks.
   *
   * @param identifier the cluster that has to answer
   * @param before what was found on the way here
   */
  FallbackServer verify(ProvisionMode mode, long identifier, List<Finding> before)
      throws SQLException {
    Inspection inspection = Inspection.of(logins.asOwner());
    if (inspection.systemIdentifier() != identifier) {
      throw foreign(logins.endpoint().toString());
    }
    List<Finding> findings = new ArrayList<>(before);
    if (Roles.ownerIsSuperuser(inspection.version().major())) {
      findings.add(
          new Finding(
              FindingCode.OWNER_IS_SUPERUSER,
              "role "
                  + Names.OWNER
                  + " is a superuser: PostgreSQL "
                  + inspection.version().major()
                  + " cannot grant session_replication_role by itself",
              "PostgreSQL 15 or newer does without; the role is used by understudy alone"));
    }
    findings.addAll(inspection.findings());
    findings.addAll(Inspection.ofApplication(logins.asApplication()));
    return new FallbackServer(
        mode,
        inspection.version(),
        logins.asApplication(),
        logins.asOwner(),
        inspection.pgvector(),
        findings);
  }

  static ProvisionException foreign(String where) {
    return new ProvisionException(
        FindingCode.FOREIGN_SERVER,
        "use the PostgreSQL at "
            + where
            + ": it is not the one that was provisioned (another system identifier)",
        "stop it or name the right one; if the change is meant, fallback destroy forgets the old one");
  }
}
