package com.hypermindlabs.understudy.provision;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for what a provisioner must not leave behind. */
final class Leftovers {
  private Leftovers() {}

  /** Names in the server's folder that are neither the data nor the log. */
  static List<String> scratch(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve("fallback"))) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (!name.equals("data") && !name.equals("server.log")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** The processes that work below a folder, with what they are. */
  static List<String> processes(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          String place = Files.readSymbolicLink(process.resolve("cwd")).toString();
          if (Path.of(place.replace(" (deleted)", "")).startsWith(folder)) {
            String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
            found.add(process.getFileName() + " in " + place + ": " + line);
          }
        } catch (IOException e) {
          // Gone meanwhile, or another user's.
        }
      }
    }
    return found;
  }
}
