package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.assistant.x.CommandedPost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Posts on X, within the caps that the answers to mentions share. */
@Command(
    name = "post",
    description = "Post on X, once twitter.dry_run is false; until then show what would be posted.")
final class XPostCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "WORD", description = "The text.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--dry-run", description = "Post nothing, whatever the settings say.")
  private boolean dryRun;

  XPostCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    String text = String.join(" ", words).strip();
    if (text.isEmpty() || !CommandedPost.fits(text)) {
      throw new ParameterException(
          spec.commandLine(), "a post has 1 to 280 characters, as X counts them");
    }
    XSettings settings = invocation.settings().assistant().x();
    if (!settings.configured() && !dryRun) {
      throw CommandException.usage(
          "post on X: a key of twitter_keys is not set",
          "set all four, or try with --dry-run; see docs/x.md");
    }
    return OnRoute.run(
        invocation,
        source -> {
          CommandedPost.Outcome outcome = post(settings, source, text);
          invocation.result(() -> json(outcome), () -> text(outcome));
          return outcome.id() != null || outcome.dryRun() ? ExitCode.GOOD : ExitCode.FAILED;
        });
  }

  private CommandedPost.Outcome post(XSettings settings, DataSource source, String text) {
    try {
      return new CommandedPost(settings, source).post(text, dryRun);
    } catch (IOException e) {
      throw new CommandException(
          "post on X: " + e.getMessage(), "wait until then, or see docs/x.md for the caps");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("post on X: interrupted", "look on X whether it was posted");
    }
  }

  private static ObjectNode json(CommandedPost.Outcome outcome) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("text", outcome.text())
        .put("posted", outcome.id() != null)
        .put("dry_run", outcome.dryRun())
        .put("id", outcome.id())
        .put("problem", outcome.dryRun() ? null : outcome.problem());
  }

  private static String text(CommandedPost.Outcome outcome) {
    @Nullable String id = outcome.id();
    if (id != null) {
      return "posted: " + id + "\n";
    }
    return outcome.dryRun()
        ? "dry run, not posted: " + outcome.text() + "\n"
        : "not posted: " + outcome.problem() + "\n";
  }
}
