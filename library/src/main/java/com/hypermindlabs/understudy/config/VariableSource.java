package com.hypermindlabs.understudy.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Variables as a source: the environment or .env. A secret X may also come from the file that
 * X_FILE names; both at once are refused. An empty variable counts as not set.
 *
 * @param source the kind of source
 * @param label what problems call it
 */
record VariableSource(
    Provenance.Source source,
    String label,
    Map<String, RawValue.Text> variables,
    Consumer<SettingsProblem> problems)
    implements SettingsSource {
  private static final int LONGEST_SECRET = 64 * 1024;
  private static final Pattern LAST_LINE_END = Pattern.compile("\\r?\\n\\z");

  /** The environment of a process. */
  static VariableSource environment(
      Map<String, String> environment, Consumer<SettingsProblem> problems) {
    Map<String, RawValue.Text> variables = new LinkedHashMap<>();
    environment.forEach((name, value) -> variables.put(name, new RawValue.Text(value, 0)));
    return new VariableSource(Provenance.Source.ENVIRONMENT, "environment", variables, problems);
  }

  @Override
  public @Nullable String place(SettingKey<?> key) {
    String variable = key.variable();
    if (variable == null) {
      return null;
    }
    if (key.secret() && set(variable) == null) {
      variable += SettingKey.FILE_SUFFIX;
    }
    RawValue.Text value = set(variable);
    if (value == null) {
      return null;
    }
    return value.line() == 0 ? variable : variable + " in " + where(value);
  }

  @Override
  public @Nullable Found find(SettingKey<?> key) {
    String variable = key.variable();
    if (variable == null) {
      return null;
    }
    RawValue.Text direct = set(variable);
    RawValue.Text file = key.secret() ? set(variable + SettingKey.FILE_SUFFIX) : null;
    if (direct != null && file != null) {
      problems.accept(
          new SettingsProblem(
              where(file),
              variable,
              "",
              "is set, and so is " + variable + SettingKey.FILE_SUFFIX,
              "unset one of the two"));
      return null;
    }
    if (file != null) {
      return fromFile(file, variable + SettingKey.FILE_SUFFIX);
    }
    return direct == null ? null : new Found(direct, label, variable);
  }

  private @Nullable Found fromFile(RawValue.Text name, String variable) {
    String secret = read(name, variable);
    if (secret == null) {
      return null;
    }
    RawValue.Text content =
        new RawValue.Text(LAST_LINE_END.matcher(secret).replaceFirst(""), name.line());
    if (content.unset()) {
      refuse(name, variable, "names a file that is empty", "write the secret into the file");
      return null;
    }
    return new Found(content, label, variable);
  }

  private @Nullable String read(RawValue.Text name, String variable) {
    Path path;
    try {
      path = Path.of(name.text());
    } catch (InvalidPathException e) {
      refuse(name, variable, "is not a path", "name the file that holds the secret");
      return null;
    }
    return new TextFile(path, variable, LONGEST_SECRET, true)
        .read(
            problem ->
                refuse(name, variable, "names a file that " + problem.message(), problem.remedy()));
  }

  private void refuse(RawValue.Text name, String variable, String message, String remedy) {
    problems.accept(
        new SettingsProblem(where(name), variable, shownPath(name.text()), message, remedy));
  }

  /**
   * A value that does not look like a path may be the secret itself, written into the wrong
   * variable.
   */
  private static String shownPath(String value) {
    return value.startsWith("/") || value.startsWith("./") || value.startsWith("../")
        ? Masked.show(new RawValue.Text(value, 0), SettingTypes.text())
        : Masked.show(new RawValue.Text(value, 0), SettingTypes.secret());
  }

  private RawValue.@Nullable Text set(String variable) {
    RawValue.Text value = variables.get(variable);
    return value == null || value.unset() ? null : value;
  }

  private String where(RawValue raw) {
    return raw.line() == 0 ? label : label + " line " + raw.line();
  }

  @Override
  public String toString() {
    return label;
  }
}
