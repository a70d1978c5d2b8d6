package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Question;
import java.util.List;

/**
 * Where the parts of a field are in its line.
 *
 * @param label cells of the label with the gap after it
 * @param value the first cell of the value
 * @param room cells for the value
 */
record FieldColumns(int label, int value, int room) {
  private static final int FOCUS = 2;
  private static final int GAP = 3;
  private static final int LEAST_LABEL = 16;
  private static final int WIDEST_VALUE = 60;

  static FieldColumns of(List<Question> questions, int width) {
    int longest = LEAST_LABEL;
    for (Question question : questions) {
      longest = Math.max(longest, Cells.width(question.label()));
    }
    int value = FOCUS + longest + GAP;
    return new FieldColumns(longest + GAP, value, Math.min(WIDEST_VALUE, width - value));
  }
}
