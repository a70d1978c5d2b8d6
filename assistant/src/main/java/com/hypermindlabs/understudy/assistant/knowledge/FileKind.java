package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What kinds of files can be read, told by the end of their names. */
enum FileKind {
  TEXT {
    @Override
    DocumentText read(byte[] bytes) throws IOException {
      return new DocumentText("", false, List.of(new DocumentText.Part(null, decoded(bytes))));
    }
  },
  MARKDOWN {
    @Override
    DocumentText read(byte[] bytes) throws IOException {
      String text = decoded(bytes);
      return new DocumentText(
          Passages.title(text), true, List.of(new DocumentText.Part(null, text)));
    }
  },
  HTML {
    @Override
    DocumentText read(byte[] bytes) throws IOException {
      return HtmlText.read(bytes);
    }
  },
  PDF {
    @Override
    DocumentText read(byte[] bytes) throws IOException {
      return PdfText.read(bytes);
    }
  };

  private static final Map<String, FileKind> BY_END =
      Map.of(
          "txt", TEXT, "md", MARKDOWN, "markdown", MARKDOWN, "html", HTML, "htm", HTML, "pdf", PDF);

  /** The text of such a file. */
  abstract DocumentText read(byte[] bytes) throws IOException;

  /** Whether a name says what the file is. */
  static boolean known(String name) {
    return BY_END.containsKey(end(name));
  }

  /** What the name says; text when it says nothing. */
  static FileKind of(String name) {
    return BY_END.getOrDefault(end(name), TEXT);
  }

  private static String end(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** UTF-8, or what a byte order mark says. */
  private static String decoded(byte[] bytes) throws IOException {
    Charset charset = StandardCharsets.UTF_8;
    if (bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
      charset = StandardCharsets.UTF_16BE;
    } else if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
      charset = StandardCharsets.UTF_16LE;
    }
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("is not " + charset.name(), e);
    }
  }
}
