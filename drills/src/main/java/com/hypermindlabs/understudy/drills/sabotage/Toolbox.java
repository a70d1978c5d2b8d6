package com.hypermindlabs.understudy.drills.sabotage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What a JVM needs to be broken: an agent, and scripts that go before those of the engine. */
public final class Toolbox {
  private Toolbox() {}

  /**
   * Lays it out in a folder, and tries every patch.
   *
   * @return options for the JVM
   * @throws IllegalStateException when a patch does not fit the engine any more
   */
  public static List<String> of(Sabotage sabotage, Path folder) {
    try {
      Path scripts = Files.createDirectories(folder.resolve("scripts"));
      for (Patch patch : sabotage.patches()) {
        byte[] original = read(patch.resource());
        if (patch.ofClass()) {
          byte[] unused = Constants.replace(original, patch);
        } else {
          Path file = scripts.resolve(patch.resource());
          Files.createDirectories(file.getParent());
          Files.writeString(file, replaced(original, patch));
        }
      }
      Path agent = agent(folder.resolve("saboteur.jar"));
      // The boot loader is asked first, so that its scripts hide the engine's own.
      return List.of("-javaagent:" + agent + "=" + sabotage.word(), "-Xbootclasspath/a:" + scripts);
    } catch (IOException e) {
      throw new UncheckedIOException("lay out the sabotage " + sabotage.word(), e);
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = Toolbox.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the engine has no " + resource);
      }
      return in.readAllBytes();
    }
  }

  private static String replaced(byte[] original, Patch patch) {
    String text = new String(original, StandardCharsets.UTF_8);
    if (!text.contains(patch.from())) {
      throw new IllegalStateException("the sabotage does not fit any more: " + patch);
    }
    return text.replace(patch.from(), patch.to());
  }

  /** A jar that only names the agent, whose class is on the class path already. */
  private static Path agent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Saboteur.class.getName());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }
}
