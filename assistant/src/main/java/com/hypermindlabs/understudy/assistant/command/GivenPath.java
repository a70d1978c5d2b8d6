package com.hypermindlabs.understudy.assistant.command;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The path that an option names. An empty one, as of a script whose variable is not set, would mean
 * the folder that the program happens to be started in.
 */
final class GivenPath implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException(
          "'" + text + "' is empty; name one, or leave the option out");
    }
    return Path.of(text);
  }
}
