package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a site's processes, of its fallback and of its disk. */
final class SiteFault implements Fault {
  private static final int BLOCK = 1 << 16;

  private final Site site;
  private final Kind kind;
  private final int number;
  private @Nullable Member hit;
  private int version = 1;

  SiteFault(Site site, Kind kind, int number) {
    this.site = site;
    this.kind = kind;
    this.number = number;
  }

  @Override
  public void begin() throws IOException {
    version = site.members().stream().mapToInt(Member::version).max().orElse(1);
    switch (kind) {
      case PROCESS_KILLED -> site.kill(site.member(number));
      case LEADER_KILLED -> site.kill(leader());
      case SITE_KILLED -> {
        for (Member member : List.copyOf(site.members())) {
          site.kill(member);
        }
        if (site.fallback().pid().isPresent()) {
          site.fallback().kill();
        }
      }
      case PROCESS_PAUSED -> pause(site.member(number));
      case LEADER_PAUSED -> pause(leader());
      case FALLBACK_KILLED -> site.fallback().kill();
      case DISK_FULL -> fillDisk();
      default -> throw new IllegalArgumentException(kind + " is no fault of a site");
    }
  }

  private Member leader() {
    return site.leader().orElseGet(() -> site.member(0));
  }

  private void pause(Member member) {
    hit = member;
    member.pause();
  }

  /** Writes until nothing more fits. */
  private void fillDisk() throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
    long left = Files.getFileStore(site.folder()).getUsableSpace();
    if (left > BLOCK) {
      throw new InjectionException("the disk has " + left + " bytes left");
    }
  }

  private Path filler() {
    return site.folder().resolve("filler");
  }

  @Override
  public void end() throws IOException {
    switch (kind) {
      case PROCESS_KILLED, LEADER_KILLED, SITE_KILLED -> site.fill(version);
      case PROCESS_PAUSED, LEADER_PAUSED -> {
        Member paused = hit;
        if (paused != null) {
          paused.resume();
        }
      }
      case DISK_FULL -> Files.delete(filler());
      default -> {}
    }
  }
}
