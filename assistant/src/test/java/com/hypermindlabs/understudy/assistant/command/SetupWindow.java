package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.screen.Tmux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands of the program in a window of tmux, on a site whose files setup has yet to make. */
final class SetupWindow {
  private final CommandSite site;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** On a site that loses its settings. */
  SetupWindow(CommandSite site) {
    this(site, true);
  }

  /** On a site as it is. */
  static SetupWindow again(CommandSite site) {
    return new SetupWindow(site, false);
  }

  private SetupWindow(CommandSite site, boolean empty) {
    this.site = site;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", site.folder().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TERM", "screen");
    try {
      if (empty) {
        Files.delete(site.config());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a variable of the environment. */
  SetupWindow with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Opens a window of that size with a command of the program. */
  Tmux open(int columns, int rows, String... words) {
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    environment.forEach((variable, value) -> command.add(variable + "=" + value));
    command.addAll(MainProcess.of(words).command());
    command.addAll(List.of("--state-dir", site.state().toString()));
    StringBuilder line = new StringBuilder();
    command.forEach(word -> line.append('\'').append(word).append("' "));
    return Tmux.start(site.folder(), columns, rows, line.toString());
  }
}
