package com.hypermindlabs.understudy.assistant.edit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of mode 0600 that appears whole: written beside its place, made durable, then moved there.
 * A process that is killed in between leaves what was there before, and beside it a file that the
 * next write removes.
 */
final class PrivateFile {
  private static final String ENDING = ".understudy-new";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path place;
  private final Path beside;

  private PrivateFile(Path place, Path beside) {
    this.place = place;
    this.beside = beside;
  }

  /**
   * Writes the content beside its place, durably. The place itself is as before.
   *
   * @param like a file whose owner the new one gets; null for the process's own
   */
  static PrivateFile beside(Path place, byte[] content, @Nullable Path like) throws IOException {
    Path folder = folder(place);
    String name = besideName(place);
    sweep(folder, name);
    Path beside = Files.createTempFile(folder, name, ENDING, OWNER_ONLY);
    PrivateFile file = new PrivateFile(place, beside);
    try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (like != null) {
        file.belongAs(like);
      }
      channel.force(true);
      return file;
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  /**
   * What another process wrote beside a place.
   *
   * @throws IOException when it cannot be that
   */
  static PrivateFile waiting(Path place, Path beside) throws IOException {
    boolean ours =
        folder(place).equals(folder(beside))
            && beside.getFileName().toString().startsWith(besideName(place))
            && beside.getFileName().toString().endsWith(ENDING);
    if (!ours) {
      throw new IOException(beside + " is not what waits for " + place);
    }
    return new PrivateFile(place, beside);
  }

  private static String besideName(Path place) {
    return "." + place.getFileName() + "~";
  }

  /** Where it is to appear. */
  Path place() {
    return place;
  }

  /** Where it waits. */
  Path waitsAt() {
    return beside;
  }

  /** Puts it in its place, in one step, durably. */
  void appear() throws IOException {
    Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(folder(place), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Removes it, if it has not appeared. */
  void discard() throws IOException {
    Files.deleteIfExists(beside);
  }

  static Path folder(Path place) {
    Path parent = place.toAbsolutePath().getParent();
    return parent == null ? place.toAbsolutePath() : parent;
  }

  private void belongAs(Path like) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(like, PosixFileAttributes.class);
    PosixFileAttributeView ours = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
    if (!wanted.owner().equals(ours.readAttributes().owner())) {
      ours.setOwner(wanted.owner());
      ours.setGroup(wanted.group());
    }
  }

  /** What a process that was killed left behind holds secrets. */
  private static void sweep(Path folder, String name) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String found = file.getFileName().toString();
        if (found.startsWith(name) && found.endsWith(ENDING)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
