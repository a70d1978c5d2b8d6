package com.hypermindlabs.understudy.assistant.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOError;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InterruptedScreenTest {
  /** As the JDK said it when a Ctrl-C came while stty was being started. */
  @Test
  void controlCThatMeetsSttyIsAControlC() {
    String told =
        "Cannot run program \"/usr/bin/stty\": error=0, Failed to exec spawn helper: pid: 19784, signal: 2";
    assertThat(Screen.interrupted(new IOError(new IOException(told)))).isTrue();
    assertThat(Screen.interrupted(new IOError(new IOException("no stty")))).isFalse();
  }
}
