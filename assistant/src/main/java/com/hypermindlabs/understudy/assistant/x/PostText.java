package com.hypermindlabs.understudy.assistant.x;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;

/** Makes texts fit for a post: plain, and as long as X counts it. Pure. */
final class PostText {
  private static final int LONGEST = 280;
  private static final int OF_AN_ADDRESS = 23;
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s]+");
  private static final Pattern WORD = Pattern.compile("\\S+\\s*|\\s+");

  private PostText() {}

  /** A piece of Markdown as a post, cut after the last word that fits. */
  static String of(String markdown) {
    Node node = Parser.builder().build().parse(markdown);
    String plain =
        TextContentRenderer.builder()
            .lineBreakRendering(LineBreakRendering.COMPACT)
            .build()
            .render(node)
            .strip();
    if (length(plain) <= LONGEST) {
      return plain;
    }
    StringBuilder fitting = new StringBuilder();
    Matcher words = WORD.matcher(plain);
    while (words.find() && length(fitting + words.group().strip() + "…") <= LONGEST) {
      fitting.append(words.group());
    }
    return fitting.length() == 0 ? byCharacter(plain) : fitting.toString().strip() + "…";
  }

  /** Whether X would take it. */
  static boolean fits(String text) {
    return length(text) <= LONGEST;
  }

  /** As X counts: addresses are 23 long, most scripts 1 a character, others and symbols 2. */
  static int length(String text) {
    Matcher addresses = ADDRESS.matcher(text);
    int count = 0;
    int at = 0;
    while (addresses.find()) {
      count += weight(text.substring(at, addresses.start())) + OF_AN_ADDRESS;
      at = addresses.end();
    }
    return count + weight(text.substring(at));
  }

  private static int weight(String text) {
    return text.codePoints().map(PostText::weight).sum();
  }

  private static int weight(int codePoint) {
    boolean light =
        codePoint <= 4351
            || (codePoint >= 8192 && codePoint <= 8205)
            || (codePoint >= 8208 && codePoint <= 8223)
            || (codePoint >= 8242 && codePoint <= 8247);
    return light ? 1 : 2;
  }

  private static String byCharacter(String text) {
    int end = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      if (length(text.substring(0, next) + "…") > LONGEST) {
        break;
      }
      end = next;
    }
    return text.substring(0, end) + "…";
  }
}
