package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.terminal.Entrance;
import com.hypermindlabs.understudy.assistant.terminal.LeftException;
import com.hypermindlabs.understudy.assistant.terminal.PipeChat;
import com.hypermindlabs.understudy.assistant.terminal.Place;
import com.hypermindlabs.understudy.assistant.terminal.RefusedException;
import com.hypermindlabs.understudy.assistant.terminal.Screen;
import com.hypermindlabs.understudy.assistant.terminal.TerminalChat;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Talks to the assistant in the terminal. */
@Command(
    name = "chat",
    description = {
      "Talk to the assistant. Through a pipe: one message a line in, replies out.",
      "The password is typed, or comes from --password-stdin or UNDERSTUDY_PASSWORD(_FILE)."
    })
final class ChatCommand implements Callable<Integer> {
  private static final String LOOK = "see 'understudy status' and 'understudy doctor'";
  private static final long OUTAGE_LOOK_MILLIS = 500;

  private final Invocation invocation;

  @Option(names = "--login", paramLabel = "NAME", description = "The name to sign in with.")
  private String login = "";

  @Option(
      names = "--password-stdin",
      description = "Read the password from standard input, before the messages.")
  private boolean passwordFromInput;

  ChatCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ProgramSettings settings = invocation.settings();
    boolean person = invocation.console().terminal() && !invocation.json() && !passwordFromInput;
    try (Understudy understudy = invocation.start(settings);
        Assembly assembly = Assembly.of(settings, understudy)) {
      Place place =
          new Place(
              understudy.dataSource(),
              assembly.chat(),
              assembly.finder(),
              understudy::status,
              understudy::onEvent,
              settings.assistant().model(Capability.CHAT));
      @Nullable Secret password = settings.assistant().terminalPassword();
      return person ? inTerminal(place, password) : throughPipe(place, password);
    } catch (RefusedException e) {
      throw new CommandException(
          String.valueOf(e.getMessage()), "see 'understudy member list' and 'member password'");
    } catch (LeftException e) {
      return ExitCode.GOOD;
    }
  }

  private int inTerminal(Place place, @Nullable Secret password)
      throws IOException, InterruptedException, RefusedException, LeftException {
    try (Screen screen = Screen.open(invocation.colours())) {
      awaitService(place, screen);
      Entrance entrance = new Entrance(place.source());
      Optional<Member> member =
          !entrance.anybody()
              ? entrance.first(screen)
              : Optional.of(
                  password == null || login.isEmpty()
                      ? entrance.signIn(login, screen)
                      : entrance.signIn(login, password.reveal()));
      if (member.isPresent()) {
        new TerminalChat(place, screen, member.get()).run();
      }
      return ExitCode.GOOD;
    }
  }

  /** In an outage it says so and waits; Ctrl-C leaves. */
  private static void awaitService(Place place, Screen screen) throws InterruptedException {
    StatusReport report = place.status().get();
    if (report.mode() != Mode.OUTAGE) {
      return;
    }
    screen.say("Neither server can serve: " + report.route().reason());
    screen.say("Waiting for one; Ctrl-C leaves. " + LOOK + ".");
    screen.leaveAtInterrupt();
    while (place.status().get().mode() == Mode.OUTAGE) {
      Thread.sleep(OUTAGE_LOOK_MILLIS);
    }
    screen.ignoreInterrupt();
    screen.say("A server is back.");
  }

  private int throughPipe(Place place, @Nullable Secret given)
      throws IOException, InterruptedException, RefusedException {
    StatusReport report = place.status().get();
    if (report.mode() == Mode.OUTAGE) {
      throw new CommandException("neither server can serve: " + report.route().reason(), LOOK);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Entrance entrance = new Entrance(place.source());
    if (!entrance.anybody()) {
      throw new CommandException(
          "chat: nobody can sign in yet",
          "make the first member: understudy member add NAME --login LOGIN --role owner"
              + " --password-stdin");
    }
    if (login.isEmpty()) {
      throw CommandException.usage("chat: who is it?", "name the member with --login NAME");
    }
    Member member = entrance.signIn(login, password(in, given));
    PipeChat.Streams streams =
        new PipeChat.Streams(
            in, invocation.console().out(), invocation.console().err(), invocation.json());
    return new PipeChat(place, streams, member).run() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private String password(BufferedReader in, @Nullable Secret given) throws IOException {
    if (passwordFromInput) {
      @Nullable String line = in.readLine();
      if (line != null && !line.isEmpty()) {
        return line;
      }
      throw CommandException.usage(
          "chat: standard input holds no password", "send it as the first line");
    }
    if (given == null) {
      throw CommandException.usage(
          "chat: there is no password, and nobody to type it",
          "use --password-stdin, or set UNDERSTUDY_PASSWORD or UNDERSTUDY_PASSWORD_FILE");
    }
    return given.reveal();
  }
}
