package com.hypermindlabs.understudy.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * Why a file cannot be used, in one line of plain words: the messages of most file exceptions are a
 * bare path, and those of the JSON parser have several lines and may quote a secret.
 */
public final class FileCause {
  private FileCause() {}

  /** The cause after the path, where one is known. */
  public static String withPath(IOException thrown) {
    @Nullable String path = thrown instanceof FileSystemException system ? system.getFile() : null;
    return (path == null ? "" : path + ": ") + inWords(thrown);
  }

  /** The cause without the path, as {@code there is no such file}. */
  public static String inWords(IOException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (thrown instanceof AccessDeniedException) {
      return "permission denied";
    } else if (thrown instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    } else if (thrown instanceof NotDirectoryException) {
      return "it is no directory";
    } else if (thrown instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    } else if (thrown instanceof JsonProcessingException json) {
      return json(json);
    }
    @Nullable String said =
        thrown instanceof FileSystemException system ? system.getReason() : thrown.getMessage();
    return said == null || said.isBlank() ? "it cannot be read or written" : said;
  }

  private static String json(JsonProcessingException thrown) {
    @Nullable JsonLocation place = thrown.getLocation();
    String where =
        place == null || place.getLineNr() < 1
            ? ""
            : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    return (thrown instanceof JsonEOFException ? "it ends in the middle" : "it is not valid JSON")
        + where;
  }
}
