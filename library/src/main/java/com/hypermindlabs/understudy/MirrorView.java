package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.mirror.MirrorState;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.StartChoice;
import com.hypermindlabs.understudy.status.StatusReport.MirrorStatus;
import org.jspecify.annotations.Nullable;

/** How a report sees the mirror. */
final class MirrorView {
  private static final String OFF = MirrorState.State.OFF.json();
  private static final String STOPPED = MirrorState.State.STOPPED.json();

  private MirrorView() {}

  /** By a process of the site: the leader knows, the others see what it leaves on the fallback. */
  static MirrorStatus of(Site site, Books books) {
    @Nullable Engine engine = site.workshop().shown();
    boolean normal = site.state().mode() == Mode.NORMAL;
    if (!normal || !site.parts().mirrors()) {
      return new MirrorStatus(OFF, null, null, books.lastCycle(), null);
    }
    @Nullable String stopped = site.workshop().mirrorStopped();
    if (engine == null && stopped != null) {
      return new MirrorStatus(STOPPED, null, null, books.lastCycle(), stopped);
    }
    if (engine == null || !site.parts().directory().leader().leading()) {
      return new MirrorStatus(state(books), null, null, books.lastCycle(), null);
    }
    MirrorState state = engine.mirror().status();
    @Nullable String said =
        state.state() == MirrorState.State.SEEDING ? site.parts().seeding().text() : state.reason();
    return new MirrorStatus(
        stopped != null ? STOPPED : state.state().json(),
        state.lagMs() == null ? null : state.lagMs().doubleValue(),
        state.pendingRows(),
        state.lastCycle(),
        stopped != null ? stopped : said);
  }

  /** From outside. */
  static MirrorStatus outside(StartChoice choice, Books books, boolean nobody) {
    boolean off = nobody || !(choice instanceof StartChoice.UsePrimary);
    return new MirrorStatus(off ? OFF : state(books), null, null, books.lastCycle(), null);
  }

  private static String state(Books books) {
    if (books.seeding()) {
      return "seeding";
    }
    return books.lastCycle() == null ? OFF : "running";
  }
}
