package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.server.Account;

/** What every kind of fallback is provisioned from. */
record Site(FallbackSettings settings, StateLayout layout, Account account, Steps steps) {
  static final String LOOPBACK = "127.0.0.1";

  Names names() {
    return Names.of(settings);
  }

  StateDirectory directory() {
    return new StateDirectory(layout, account);
  }

  /** How the roles of a server of ours log in. */
  Logins logins(int port, Passwords passwords) {
    return new Logins(
        new Endpoint(LOOPBACK, port),
        names(),
        passwords,
        settings.password() == null ? passwords.application() : settings.password());
  }

  /** The generated passwords, made and written when there are none that can be read. */
  Passwords passwords() throws java.io.IOException {
    java.util.Optional<Passwords> known = Passwords.read(layout.secret());
    if (known.isPresent()) {
      return known.get();
    }
    Passwords fresh = Passwords.generate();
    fresh.write(layout.secret());
    return fresh;
  }

  /** Refuses to turn to another database while the one that was provisioned may hold writes. */
  void requireSame(Marker marker) {
    if (!marker.names().database().equals(settings.database())) {
      throw new ProvisionException(
          FindingCode.SETTINGS,
          "database_fallback.db_name: the fallback was provisioned with '"
              + marker.names().database()
              + "', the settings now say '"
              + settings.database()
              + "'",
          "set it back, or give the old one up with fallback destroy and provision again");
    }
  }
}
