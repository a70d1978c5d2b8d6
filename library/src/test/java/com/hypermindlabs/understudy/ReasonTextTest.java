package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTextTest {
  @Test
  void signsThatWouldChangeWhatIsShownBecomeSpaces() {
    assertThat(ReasonText.oneLine("a\r\nmode  normal\u001b[2J\u009b1m\u2028b\u202ec\u0000"))
        .isEqualTo("a mode  normal [2J 1m b c");
    assertThat(ReasonText.oneLine("maintenance: größer \uD83D\uDC69\u200D\uD83D\uDCBB"))
        .isEqualTo("maintenance: größer \uD83D\uDC69\u200D\uD83D\uDCBB");
  }
}
