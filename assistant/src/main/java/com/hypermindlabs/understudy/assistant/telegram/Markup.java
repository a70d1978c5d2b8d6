package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.telegram.Span.Look;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Turns Markdown into text with spans. Spans instead of Telegram's own Markdown: whatever a model
 * writes, nothing of it can be markup that Telegram refuses. One use each.
 */
final class Markup extends AbstractVisitor {
  private static final Parser PARSER = Parser.builder().build();

  private final StringBuilder text = new StringBuilder();
  private final List<Span> spans = new ArrayList<>();
  private final Deque<Active> active = new ArrayDeque<>();
  private int depth;

  private record Active(Look look, @Nullable String detail) {}

  private Markup() {}

  /** The text that a piece of Markdown means. */
  static Part of(String markdown) {
    Markup markup = new Markup();
    PARSER.parse(markdown).accept(markup);
    return new Part(markup.text.toString().stripTrailing(), markup.clipped());
  }

  private List<Span> clipped() {
    int end = markupEnd();
    return spans.stream()
        .filter(span -> span.from() < end)
        .map(span -> new Span(span.from(), Math.min(span.to(), end), span.look(), span.detail()))
        .toList();
  }

  private int markupEnd() {
    return text.toString().stripTrailing().length();
  }

  @Override
  public void visit(Text node) {
    write(node.getLiteral());
  }

  @Override
  public void visit(Code node) {
    in(Look.CODE, null, () -> write(node.getLiteral()));
  }

  @Override
  public void visit(Emphasis node) {
    in(Look.ITALIC, null, () -> visitChildren(node));
  }

  @Override
  public void visit(StrongEmphasis node) {
    in(Look.BOLD, null, () -> visitChildren(node));
  }

  @Override
  public void visit(Link node) {
    String address = node.getDestination();
    String scheme = address.toLowerCase(Locale.ROOT);
    if (scheme.startsWith("http://") || scheme.startsWith("https://")) {
      in(Look.LINK, address, () -> visitChildren(node));
    } else {
      visitChildren(node);
    }
  }

  @Override
  public void visit(Image node) {
    visitChildren(node);
    write(" (" + node.getDestination() + ")");
  }

  @Override
  public void visit(Heading node) {
    beginBlock();
    in(Look.BOLD, null, () -> visitChildren(node));
    endBlock();
  }

  @Override
  public void visit(Paragraph node) {
    beginBlock();
    visitChildren(node);
    endBlock();
  }

  @Override
  public void visit(FencedCodeBlock node) {
    String info = node.getInfo() == null ? "" : node.getInfo().strip();
    code(node.getLiteral(), info.isEmpty() ? null : info.split("\\s", 2)[0]);
  }

  @Override
  public void visit(IndentedCodeBlock node) {
    code(node.getLiteral(), null);
  }

  private void code(String literal, @Nullable String language) {
    beginBlock();
    String content = literal.endsWith("\n") ? literal.substring(0, literal.length() - 1) : literal;
    in(Look.BLOCK_OF_CODE, language, () -> write(content));
    endBlock();
  }

  @Override
  public void visit(HtmlBlock node) {
    beginBlock();
    write(node.getLiteral());
    endBlock();
  }

  @Override
  public void visit(HtmlInline node) {
    write(node.getLiteral());
  }

  @Override
  public void visit(ThematicBreak node) {
    beginBlock();
    write("———");
    endBlock();
  }

  @Override
  public void visit(SoftLineBreak node) {
    write("\n");
  }

  @Override
  public void visit(HardLineBreak node) {
    write("\n");
  }

  @Override
  public void visit(BlockQuote node) {
    beginBlock();
    // Telegram nests none.
    if (active.stream().anyMatch(each -> each.look() == Look.QUOTE)) {
      visitChildren(node);
    } else {
      in(Look.QUOTE, null, () -> visitChildren(node));
    }
    endBlock();
  }

  @Override
  public void visit(BulletList node) {
    items(node, number -> "• ", 0);
  }

  @Override
  public void visit(OrderedList node) {
    @Nullable Integer first = node.getMarkerStartNumber();
    items(node, number -> number + ". ", first == null ? 1 : first);
  }

  private interface Mark {
    String of(int number);
  }

  private void items(Node list, Mark mark, int first) {
    beginBlock();
    int number = first;
    depth++;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      lineStart();
      write("  ".repeat(depth - 1) + mark.of(number++));
      if (item instanceof ListItem) {
        visitChildren(item);
      }
    }
    depth--;
    endBlock();
  }

  /** Before a block: on a line of its own, but for the first one of a list's item. */
  private void beginBlock() {
    if (depth > 0 && !endsWithMark()) {
      lineStart();
    }
  }

  private boolean endsWithMark() {
    int at = text.lastIndexOf("\n") + 1;
    return text.substring(at).matches("\\s*(•|\\d+\\.) ");
  }

  private void endBlock() {
    lineStart();
    boolean apart = text.length() > 1 && text.charAt(text.length() - 2) == '\n';
    if (depth == 0 && text.length() > 0 && !apart) {
      text.append('\n');
    }
  }

  private void lineStart() {
    if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
  }

  private void in(Look look, @Nullable String detail, Runnable work) {
    active.addLast(new Active(look, detail));
    work.run();
    active.removeLast();
  }

  private void write(String literal) {
    int from = text.length();
    text.append(literal);
    boolean code =
        active.stream()
            .anyMatch(each -> each.look() == Look.CODE || each.look() == Look.BLOCK_OF_CODE);
    for (Active each : active) {
      // Code goes with nothing else.
      if (!code || each.look() == Look.CODE || each.look() == Look.BLOCK_OF_CODE) {
        add(new Span(from, text.length(), each.look(), each.detail()));
      }
    }
  }

  /** Joined with the one that it goes on from. */
  private void add(Span span) {
    for (int at = spans.size() - 1; at >= 0 && at >= spans.size() - 4; at--) {
      Span last = spans.get(at);
      boolean same =
          last.look() == span.look() && java.util.Objects.equals(last.detail(), span.detail());
      if (same && last.look() != Look.CODE && onlyBreaks(last.to(), span.from())) {
        spans.set(at, new Span(last.from(), span.to(), span.look(), span.detail()));
        return;
      }
    }
    if (span.from() < span.to()) {
      spans.add(span);
    }
  }

  private boolean onlyBreaks(int from, int to) {
    return from <= to && text.substring(from, to).isBlank() && to - from <= (inQuote() ? 2 : 0);
  }

  private boolean inQuote() {
    return active.stream().anyMatch(each -> each.look() == Look.QUOTE);
  }
}
