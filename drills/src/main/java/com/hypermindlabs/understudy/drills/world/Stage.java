package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.sabotage.Sabotage;
import com.hypermindlabs.understudy.drills.sabotage.Toolbox;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What schedules use one after the other. Not thread-safe. */
public final class Stage implements AutoCloseable {
  private final Path scratch;
  private final Primary primary;
  private final Template template;
  private final Spares spares;

  private Stage(Path scratch, Primary primary, Template template, Spares spares) {
    this.scratch = scratch;
    this.primary = primary;
    this.template = template;
    this.spares = spares;
  }

  /**
   * Starts the primary's server and provisions what sites are copied from.
   *
   * @param sabotage what is broken in the processes of the sites; null for nothing
   */
  public static Stage set(@Nullable Sabotage sabotage) {
    Path scratch = scratch();
    Template template = Template.make(scratch.resolve("template"));
    List<String> options =
        sabotage == null ? List.of() : Toolbox.of(sabotage, scratch.resolve("sabotage"));
    Spares spares = new Spares(options);
    spares.prepare(2);
    return new Stage(scratch, Primary.start(), template, spares);
  }

  private static Path scratch() {
    try {
      Path made = ScratchFolder.create("understudy-drill-");
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("make a folder for the drill", e);
    }
  }

  Path folder(String name) {
    try {
      return Files.createDirectory(
          scratch.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException e) {
      throw new UncheckedIOException("make a folder for the schedule", e);
    }
  }

  /** Deletes a schedule's folder, with the small disks in it. */
  void discard(Path folder) {
    if (Namespace.here()) {
      Namespace.unmountBelow(folder);
    }
    Shell.run(List.of("rm", "-rf", folder.toString()));
  }

  Primary primary() {
    return primary;
  }

  Template template() {
    return template;
  }

  Spares spares() {
    return spares;
  }

  @Override
  public void close() {
    spares.close();
    primary.close();
    Shell.run(List.of("rm", "-rf", scratch.toString()));
  }
}
