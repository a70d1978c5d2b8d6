package com.hypermindlabs.understudy.assistant.edit;

import java.util.List;

/** Adds a member to an object in the style of the text around it. */
final class JsonInsertion {
  private static final String DEFAULT_UNIT = "  ";

  private final String text;
  private final String lineEnd;
  private final boolean lines;
  private final String unit;
  private final String colon;

  /**
   * Learns the style.
   *
   * @param root the outermost object of the text
   */
  JsonInsertion(String text, Place.Fields root) {
    this.text = text;
    this.lineEnd = LineEnd.of(text);
    String before = root.members().isEmpty() ? inside(root) : gapBeforeFirst(root);
    this.lines = LineEnd.any(before);
    String indent = afterLastLineEnd(before);
    this.unit = indent.isEmpty() ? DEFAULT_UNIT : indent;
    this.colon = root.members().isEmpty() ? ": " : colon(root.members().get(0));
  }

  /** The text with a member added behind the last one of an object. */
  String into(Place.Fields object, String path, String literal) {
    List<Place.Member> members = object.members();
    if (members.isEmpty()) {
      int at = object.start() + 1;
      String indent = indentOfLine(object.start());
      String member = member(path, literal, indent + unit);
      String added =
          lines
              ? lineEnd
                  + indent
                  + unit
                  + member
                  + (LineEnd.any(inside(object)) ? "" : lineEnd + indent)
              : member;
      return text.substring(0, at) + added + text.substring(at);
    }
    Place.Member last = members.get(members.size() - 1);
    String gap = gapBefore(object, members.size() - 1);
    if (members.size() == 1 && gap.isEmpty() && colon.endsWith(" ")) {
      gap = " ";
    }
    String indent = LineEnd.any(gap) ? afterLastLineEnd(gap) : indentOfLine(last.start());
    int at = last.value().end();
    return text.substring(0, at) + "," + gap + member(path, literal, indent) + text.substring(at);
  }

  /** A new object that holds one value, to stand behind a name that begins there. */
  String object(int nameStart, String path, String literal) {
    return nested(path, literal, indentOfLine(nameStart));
  }

  /** A member; the names of a path become objects in one another. */
  private String member(String path, String literal, String indent) {
    int dot = path.indexOf('.');
    String name = JsonLiteral.text(dot < 0 ? path : path.substring(0, dot));
    return name + colon + (dot < 0 ? literal : nested(path.substring(dot + 1), literal, indent));
  }

  private String nested(String path, String literal, String indent) {
    String deeper = indent + unit;
    String member = member(path, literal, deeper);
    return lines ? "{" + lineEnd + deeper + member + lineEnd + indent + "}" : "{" + member + "}";
  }

  private String inside(Place.Fields object) {
    return text.substring(object.start() + 1, object.end() - 1);
  }

  private String gapBeforeFirst(Place.Fields object) {
    return text.substring(object.start() + 1, object.members().get(0).start());
  }

  /** What stands between a member and the comma or brace before it: blanks and line ends. */
  private String gapBefore(Place.Fields object, int index) {
    if (index == 0) {
      return gapBeforeFirst(object);
    }
    int end = object.members().get(index - 1).value().end();
    int comma = text.indexOf(',', end);
    return text.substring(comma + 1, object.members().get(index).start());
  }

  /** What stands between a name and its value: a colon and blanks. */
  private String colon(Place.Member member) {
    String between = text.substring(member.nameEnd(), member.value().start());
    return LineEnd.any(between) ? ": " : between;
  }

  /** The blanks that the line of an offset begins with. */
  private String indentOfLine(int offset) {
    int start = offset;
    while (start > 0 && !LineEnd.any(text.substring(start - 1, start))) {
      start--;
    }
    int end = start;
    while (end < offset && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }

  private static String afterLastLineEnd(String gap) {
    return gap.substring(Math.max(gap.lastIndexOf('\n'), gap.lastIndexOf('\r')) + 1);
  }
}
