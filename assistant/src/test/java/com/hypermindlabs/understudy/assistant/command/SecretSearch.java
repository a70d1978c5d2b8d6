package com.hypermindlabs.understudy.assistant.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

/** Looks for secrets and remembers where it found one. Thread-safe. */
final class SecretSearch {
  private static final int AROUND = 60;
  private static final long SMALL = 1 << 20;

  private final Set<String> words = new CopyOnWriteArraySet<>(Set.of(RecognisableSecrets.TRACE));
  private final Set<Path> allowed = new CopyOnWriteArraySet<>();
  private final Set<String> places = new ConcurrentSkipListSet<>();
  private final Set<String> found = new ConcurrentSkipListSet<>();

  /** Files and folders that may hold secrets. */
  void allow(Stream<Path> files) {
    files.forEach(allowed::add);
  }

  /** Looks for the generated passwords in that file from now on, if it is there. */
  void know(Path secretFile) throws IOException {
    if (Files.exists(secretFile)) {
      for (JsonNode value : new ObjectMapper().readTree(secretFile.toFile())) {
        words.add(value.asText());
      }
    }
  }

  /** Every place looked at: the name of a file, or what is left of a process's. */
  Set<String> places() {
    return new TreeSet<>(places);
  }

  /** Where a secret was found, with what stood around it. */
  Set<String> found() {
    return new TreeSet<>(found);
  }

  /** Looks through a text. */
  void text(String place, String text) {
    places.add(place);
    for (String word : words) {
      int at = text.indexOf(word);
      if (at >= 0) {
        int end = Math.min(text.length(), at + AROUND);
        found.add(place + ": " + text.substring(Math.max(0, at - AROUND), end));
      }
    }
  }

  /** Looks through every file below a folder; of what changes meanwhile, through what is there. */
  void files(Path folder, boolean bigOnesToo) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        file(file, bigOnesToo);
      }
    } catch (UncheckedIOException e) {
      gone(e.getCause());
    }
  }

  private void file(Path file, boolean bigOnesToo) throws IOException {
    if (!Files.isRegularFile(file) || allowed.stream().anyMatch(file::startsWith)) {
      return;
    }
    try {
      if (bigOnesToo || Files.size(file) < SMALL) {
        text(file.toString(), Files.readString(file, ISO_8859_1));
      }
    } catch (IOException e) {
      gone(e);
    }
  }

  /**
   * Looks through the argument list of every process, and the environment of every one that is no
   * JVM: the program's own may hold secrets, it is where it was given them.
   */
  void processes() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        process(process);
      }
    }
  }

  private void process(Path process) {
    try {
      // Before the environment: a child of a JVM is a copy of it until it becomes its program.
      String program = Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
      text("cmdline of " + program, read(process.resolve("cmdline")));
      if (!List.of("java", "jspawnhelper").contains(program)) {
        text("environ of " + program, read(process.resolve("environ")));
      }
    } catch (IOException e) {
      // Gone meanwhile, a thread of the kernel's, or another user's.
      return;
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  private static void gone(IOException e) throws IOException {
    if (!(e instanceof java.nio.file.NoSuchFileException)) {
      throw e;
    }
  }
}
