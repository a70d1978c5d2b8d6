package com.hypermindlabs.understudy.assistant.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A document to be known, cut into passages. Its source names it: put again, it takes the place of
 * what was known of that source. Immutable.
 *
 * @param domain the name of the domain it belongs to, which exists
 * @param source where it comes from, as a path or an address; at most 2,000 bytes of UTF-8
 * @param title what readers call it, 1 to 500 characters
 * @param digest the SHA-256 of what was imported, in lower-case hexadecimal
 * @param passages its parts in order
 */
public record NewDocument(
    String domain, String source, String title, String digest, List<Passage> passages) {
  static final int LONGEST_DOMAIN = 100;
  private static final int LONGEST_SOURCE_BYTES = 2000;
  private static final int LONGEST_TITLE = 500;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Refuses what PostgreSQL cannot keep. */
  public NewDocument {
    Text.present("the domain of a document", domain, LONGEST_DOMAIN);
    Text.present("the source of a document", source, LONGEST_SOURCE_BYTES);
    if (source.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOURCE_BYTES) {
      throw new IllegalArgumentException(
          "the source of a document has more than " + LONGEST_SOURCE_BYTES + " bytes");
    }
    Text.present("the title of a document", title, LONGEST_TITLE);
    if (!SHA256.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "the digest of a document is a SHA-256 in lower-case hexadecimal");
    }
    passages = List.copyOf(passages);
  }

  /**
   * A part of a document.
   *
   * @param place where a reader finds it in the document, as "page 3"; null when there is no
   *     telling
   * @param body the text, 1 to {@value #LONGEST_BODY} characters
   * @param embedding its meaning; null when it is not known yet, it is found by its words then
   */
  public record Passage(@Nullable String place, String body, @Nullable Embedding embedding) {
    /** The most characters that a passage may have. */
    public static final int LONGEST_BODY = 100_000;

    private static final int LONGEST_PLACE = 200;

    /** Refuses what PostgreSQL cannot keep. */
    public Passage {
      if (place != null) {
        Text.present("the place of a passage", place, LONGEST_PLACE);
      }
      Text.present("the body of a passage", body, LONGEST_BODY);
    }
  }
}
