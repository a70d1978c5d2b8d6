package com.hypermindlabs.understudy.assistant.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** Makes of Markdown lines for a terminal, none wider than it. One use each. */
final class Markdown extends AbstractVisitor {
  private static final Parser PARSER = Parser.builder().build();
  private static final int LEAST_WIDTH = 20;

  private final int width;
  private final List<AttributedString> lines = new ArrayList<>();
  private AttributedStringBuilder inline = new AttributedStringBuilder();
  private AttributedStyle style = AttributedStyle.DEFAULT;
  private String indent = "";
  private @Nullable String mark;

  private Markdown(int width) {
    this.width = Math.max(LEAST_WIDTH, width);
  }

  /** The lines of a piece of Markdown, an unfinished one too. */
  static List<AttributedString> lines(String markdown, int width) {
    Markdown rendering = new Markdown(width);
    PARSER.parse(Printable.of(markdown)).accept(rendering);
    List<AttributedString> lines = rendering.lines;
    while (!lines.isEmpty() && lines.get(lines.size() - 1).length() == 0) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  @Override
  public void visit(Text node) {
    inline.append(node.getLiteral(), style);
  }

  @Override
  public void visit(Code node) {
    inline.append(node.getLiteral(), style.foreground(AttributedStyle.CYAN));
  }

  @Override
  public void visit(Emphasis node) {
    styled(AttributedStyle::italic, node);
  }

  @Override
  public void visit(StrongEmphasis node) {
    styled(AttributedStyle::bold, node);
  }

  @Override
  public void visit(Link node) {
    int from = inline.length();
    styled(AttributedStyle::underline, node);
    String shown = inline.subSequence(from, inline.length()).toString();
    if (!shown.equals(node.getDestination())) {
      inline.append(" (" + node.getDestination() + ")", style.faint());
    }
  }

  @Override
  public void visit(Image node) {
    visitChildren(node);
    inline.append(" (" + node.getDestination() + ")", style.faint());
  }

  @Override
  public void visit(HtmlInline node) {
    inline.append(node.getLiteral(), style);
  }

  @Override
  public void visit(SoftLineBreak node) {
    inline.append(" ", style);
  }

  @Override
  public void visit(HardLineBreak node) {
    inline.append("\n", style);
  }

  @Override
  public void visit(Heading node) {
    styled(node.getLevel() == 1 ? bold -> bold.bold().underline() : AttributedStyle::bold, node);
    flow();
    gap();
  }

  @Override
  public void visit(Paragraph node) {
    visitChildren(node);
    flow();
    gap();
  }

  @Override
  public void visit(HtmlBlock node) {
    block(node.getLiteral(), AttributedStyle.DEFAULT, "");
  }

  @Override
  public void visit(FencedCodeBlock node) {
    block(node.getLiteral(), AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), "  ");
  }

  @Override
  public void visit(IndentedCodeBlock node) {
    block(node.getLiteral(), AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), "  ");
  }

  @Override
  public void visit(ThematicBreak node) {
    add(new AttributedString("─".repeat(Math.min(width, 40)), AttributedStyle.DEFAULT.faint()));
    gap();
  }

  @Override
  public void visit(BlockQuote node) {
    inside("│ ", () -> visitChildren(node));
  }

  @Override
  public void visit(BulletList node) {
    items(node, false, 1);
  }

  @Override
  public void visit(OrderedList node) {
    @Nullable Integer first = node.getMarkerStartNumber();
    items(node, true, first == null ? 1 : first);
  }

  private void items(Node list, boolean numbered, int first) {
    int number = first;
    if (list.getParent() instanceof ListItem) {
      dropGap();
    }
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      String sign = numbered ? number++ + ". " : "• ";
      Node shown = item;
      mark = indent + sign;
      inside(" ".repeat(sign.length()), () -> visitChildren(shown));
      mark = null;
      dropGap();
    }
    gap();
  }

  private void inside(String more, Runnable work) {
    String before = indent;
    indent = before + more;
    work.run();
    indent = before;
  }

  private void styled(UnaryOperator<AttributedStyle> more, Node node) {
    AttributedStyle before = style;
    style = more.apply(before);
    visitChildren(node);
    style = before;
  }

  /** What was collected, as lines between words. */
  private void flow() {
    AttributedString text = inline.toAttributedString();
    inline = new AttributedStringBuilder();
    for (AttributedString part : Wrapping.lines(text)) {
      Wrapping.atWords(part, Math.max(1, width - indent.length())).forEach(this::add);
    }
  }

  private void block(String literal, AttributedStyle look, String more) {
    inside(
        more,
        () ->
            literal
                .lines()
                .map(line -> new AttributedString(line.replace("\t", "    "), look))
                .forEach(
                    line ->
                        line.columnSplitLength(Math.max(1, width - indent.length()))
                            .forEach(this::add)));
    gap();
  }

  private void add(AttributedString line) {
    String lead = mark == null ? indent : mark;
    mark = null;
    lines.add(
        new AttributedStringBuilder()
            .append(lead, AttributedStyle.DEFAULT.faint())
            .append(line)
            .toAttributedString());
  }

  private void gap() {
    if (!lines.isEmpty() && lines.get(lines.size() - 1).length() > 0) {
      lines.add(AttributedString.EMPTY);
    }
  }

  private void dropGap() {
    if (!lines.isEmpty() && lines.get(lines.size() - 1).length() == 0) {
      lines.remove(lines.size() - 1);
    }
  }
}
