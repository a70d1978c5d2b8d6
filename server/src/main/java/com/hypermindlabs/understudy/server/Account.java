package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operating system's account that a server runs under. PostgreSQL refuses to run as root, so a
 * process of root's uses another one; every other process uses its own. Immutable, thread-safe.
 *
 * @param name the account's name
 * @param switched whether programs have to be started through a switch of account
 */
public record Account(String name, boolean switched) {
  /** In this order: one made for us, the one every packager makes, the one every system has. */
  private static final List<String> UNPRIVILEGED = List.of("understudy", "postgres", "nobody");

  /** The account of this process. */
  public static Account own() {
    return new Account(System.getProperty("user.name", "unknown"), false);
  }

  /**
   * The account for a server: this process's own, or for root an unprivileged one.
   *
   * @throws ServerException when root has none to switch to
   */
  public static Account forServer() {
    return isRoot() ? unprivileged() : own();
  }

  /** Whether this process runs as root. */
  public static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /** The words that run a program under this account. */
  List<String> command(List<String> words) {
    if (!switched) {
      return words;
    }
    List<String> command = new ArrayList<>();
    Optional<Path> setpriv = program("setpriv");
    if (setpriv.isPresent()) {
      command.addAll(
          List.of(
              setpriv.get().toString(), "--reuid=" + name, "--regid=" + group(), "--init-groups"));
    } else {
      Path runuser =
          program("runuser")
              .orElseThrow(
                  () ->
                      new ServerException(
                          "switch to account " + name + ": neither setpriv nor runuser is here",
                          "install util-linux, or start as an ordinary user"));
      command.addAll(List.of(runuser.toString(), "-u", name));
    }
    command.add("--");
    command.addAll(words);
    return command;
  }

  /** Makes this account the owner of one file or folder; does nothing without a switch. */
  public void own(Path path) throws IOException {
    if (switched) {
      UserPrincipalLookupService accounts =
          FileSystems.getDefault().getUserPrincipalLookupService();
      PosixFileAttributeView view =
          Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setOwner(accounts.lookupPrincipalByName(name));
      view.setGroup(accounts.lookupPrincipalByGroupName(groupName()));
    }
  }

  /**
   * The first of a folder and its parents that this account may not enter.
   *
   * @param folder an absolute path; parts of it that are missing are not looked at
   */
  public Optional<Path> barrier(Path folder) {
    if (!switched) {
      return Optional.empty();
    }
    for (int names = 0; names <= folder.getNameCount(); names++) {
      Path part =
          names == 0 ? folder.getRoot() : folder.getRoot().resolve(folder.subpath(0, names));
      if (Files.isDirectory(part) && !enters(part)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** Whether a file or folder belongs to this account. */
  public boolean owns(Path path) throws IOException {
    return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName().equals(name);
  }

  private boolean enters(Path folder) {
    try {
      if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)
          || owns(folder)) {
        return true;
      }
    } catch (IOException e) {
      return false;
    }
    try {
      // Groups and access lists are the kernel's to judge.
      Command.of(program("test").orElse(Path.of("/usr/bin/test")), "-x", folder.toString())
          .as(this)
          .run();
      return true;
    } catch (ServerException e) {
      return false;
    }
  }

  private static Account unprivileged() {
    for (String candidate : UNPRIVILEGED) {
      if (passwd(candidate).isPresent()) {
        return new Account(candidate, true);
      }
    }
    throw new ServerException(
        "choose an account for PostgreSQL, which refuses to run as root: none of "
            + UNPRIVILEGED
            + " exists",
        "create one: useradd --system understudy");
  }

  /** The line of /etc/passwd for an account, split at its colons. */
  private static Optional<String[]> passwd(String name) {
    return line(Path.of("/etc/passwd"), 0, name);
  }

  private String group() {
    return passwd(name).map(fields -> fields[3]).orElse(name);
  }

  private String groupName() {
    return line(Path.of("/etc/group"), 2, group()).map(fields -> fields[0]).orElse(name);
  }

  private static Optional<String[]> line(Path file, int field, String value) {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > field && fields[field].equals(value))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> program(String name) {
    return List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin").stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
