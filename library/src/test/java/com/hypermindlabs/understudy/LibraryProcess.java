package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.SharedClasses;
import java.nio.file.Path;

/** A main class of these tests in a process of its own. */
public final class LibraryProcess {
  private LibraryProcess() {}

  /** With these arguments, not started yet. */
  public static ChildJvm.Launch of(Class<?> main, String... arguments) {
    return ChildJvm.of(main, arguments).sharing(Classes.SHARED);
  }

  /** What nearly all of them load: that of a site whose primary refuses. */
  private static final class Classes {
    static final SharedClasses SHARED =
        SharedClasses.in(Path.of("target", "shared-classes"), ChildJvm.of(Refused.class));
  }

  /** Starts such a site, and ends. */
  static final class Refused {
    private Refused() {}

    public static void main(String[] arguments) throws Exception {
      try (TestSite site = TestSite.bare();
          Understudy understudy =
              site.start(
                  new Settings(
                      site.settings("127.0.0.1", 1).database(),
                      TestSite.fallback(false),
                      FailoverSettings.defaults(),
                      site.folder()))) {
        System.out.println(understudy.status().mode());
      }
    }
  }
}
