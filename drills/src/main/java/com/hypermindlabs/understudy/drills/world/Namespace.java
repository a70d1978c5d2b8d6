package com.hypermindlabs.understudy.drills.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The namespaces that this process was started in: network, mounts and processes of its own, so
 * that packet filters and small disks are nobody else's, and all of it is gone with its first
 * process.
 */
public final class Namespace {
  /** Set for a process that was started in some. */
  public static final String VARIABLE = "UNDERSTUDY_DRILL_NAMESPACE";

  private static final Pattern COUNTED = Pattern.compile("counter packets (\\d+)");

  private Namespace() {}

  /** Whether this process has some. */
  static boolean here() {
    return System.getenv(VARIABLE) != null;
  }

  /** Whether this machine and account can make some. */
  public static boolean available() {
    try {
      Shell.run(wrapped(List.of("nft", "list", "ruleset")));
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** A command, to be run in namespaces of its own. */
  public static List<String> wrapped(List<String> command) {
    List<String> words =
        new ArrayList<>(List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"));
    // The shell stays: somebody has to reap what is orphaned.
    words.addAll(
        List.of(
            "--mount-proc",
            "sh",
            "-c",
            "ip link set lo up && mount -t tmpfs -o mode=1777 drill /dev/shm && \"$@\"; exit $?",
            "sh"));
    words.addAll(command);
    return words;
  }

  /** Drops what fits, of the packets from and to a port of the loopback address. */
  static void drop(String chain, int port, String condition) {
    Shell.run(
        String.format(
            Locale.ROOT,
            """
            add table inet drill
            add chain inet drill %1$s { type filter hook output priority 0; }
            flush chain inet drill %1$s
            add rule inet drill %1$s tcp dport %2$d %3$s counter drop
            add rule inet drill %1$s tcp sport %2$d %3$s counter drop
            """,
            chain,
            port,
            condition),
        "nft",
        "-f",
        "-");
  }

  /** How many packets were dropped since. */
  static long dropped(String chain) {
    Matcher found =
        COUNTED.matcher(Shell.run(List.of("nft", "list", "chain", "inet", "drill", chain)));
    long sum = 0;
    while (found.find()) {
      sum += Long.parseLong(found.group(1));
    }
    return sum;
  }

  /** Drops nothing more. */
  static void pass(String chain) {
    Shell.run(List.of("nft", "delete", "chain", "inet", "drill", chain));
  }

  /** Puts a file system of its own into a folder. */
  static void mount(Path folder, int megabytes) {
    Shell.run(
        List.of(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "mode=755,size=" + megabytes + "m",
            "drill",
            folder.toString()));
  }

  /** Takes the file systems out of the folders in a folder. */
  static void unmountBelow(Path folder) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        Path at = Path.of(line.split(" ", -1)[1]);
        if (at.startsWith(folder) && !at.equals(folder)) {
          // Lazily: a process of the site may take a moment to end.
          Shell.run(List.of("umount", "--lazy", at.toString()));
        }
      }
    } catch (IOException e) {
      throw new InjectionException("read what is mounted", e);
    }
  }
}
