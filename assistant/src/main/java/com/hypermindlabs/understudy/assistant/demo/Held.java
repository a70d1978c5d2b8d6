package com.hypermindlabs.understudy.assistant.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.FallbackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Two servers that are still up when the play is over. */
public final class Held {
  private final DemoSite site;
  private final DemoResult result;

  Held(DemoSite site, DemoResult result) {
    this.site = site;
    this.result = result;
  }

  /** What came of it. */
  public DemoResult result() {
    return result;
  }

  /** The demo's process of the site. */
  public Understudy understudy() {
    return site.understudy();
  }

  /** Where the site keeps its state. */
  public Path stateDirectory() {
    return site.settings().stateDirectory();
  }

  /**
   * Writes settings with which other commands reach the site: mode 0600, for they hold the
   * primary's password, and deleted with the demo.
   */
  public Path writeSettings() throws IOException {
    ConnectionTarget primary = site.primary().application();
    FallbackSettings fallback = site.settings().fallback();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("database")
        .put("host", primary.endpoint().host())
        .put("port", primary.endpoint().port())
        .put("db_name", primary.database())
        .put("user", primary.user())
        .put("password", primary.password().reveal());
    root.putObject("database_fallback")
        .put("enabled", true)
        .put("mode", fallback.mode().name().toLowerCase(Locale.ROOT))
        .put("db_name", fallback.database())
        .put("user", fallback.user());
    root.putObject("web").put("port", 0);
    Path file = stateDirectory().resolveSibling("config.json");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, root.toPrettyString());
  }
}
