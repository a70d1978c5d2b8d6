package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** What a reader sees of a page of HTML: text, with its headings marked as in Markdown. */
final class HtmlText implements NodeVisitor {
  private static final String UNSEEN = "script, style, noscript, template, svg, head, [hidden]";
  private static final Set<String> CELLS = Set.of("td", "th");

  private final StringBuilder text = new StringBuilder();

  private HtmlText() {}

  /** The text of a page, in the charset that it names or UTF-8. */
  static DocumentText read(byte[] bytes) throws IOException {
    Document page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
    String title = page.title().strip();
    page.select(UNSEEN).remove();
    HtmlText seen = new HtmlText();
    page.body().traverse(seen);
    return new DocumentText(
        title.isEmpty() ? Passages.title(seen.text.toString()) : title,
        true,
        List.of(DocumentText.Part.cleaned("", seen.text.toString())));
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode words) {
      append(preformatted(words) ? words.getWholeText() : words.text());
    } else if (node instanceof Element element) {
      begin(element);
    }
  }

  private void begin(Element element) {
    String name = element.normalName();
    if (name.equals("br")) {
      text.append('\n');
    } else if (name.matches("h[1-6]")) {
      text.append("\n\n").append("#".repeat(name.charAt(1) - '0')).append(' ');
    } else if (name.equals("li")) {
      text.append("\n- ");
    } else if (element.isBlock() && !CELLS.contains(name)) {
      text.append(name.equals("tr") ? "\n" : "\n\n");
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      String name = element.normalName();
      if (CELLS.contains(name)) {
        text.append(" | ");
      } else if (element.isBlock() && !name.equals("li") && !name.equals("tr")) {
        text.append("\n\n");
      }
    }
  }

  /** Words at the begin of a line that look like a heading are none. */
  private void append(String words) {
    boolean lineBegins = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
    String more = lineBegins ? words.stripLeading() : words;
    text.append(lineBegins && more.startsWith("#") ? "\\" + more : more);
  }

  private static boolean preformatted(TextNode words) {
    Node parent = words.parent();
    return parent != null && parent.nodeName().toLowerCase(Locale.ROOT).equals("pre");
  }
}
