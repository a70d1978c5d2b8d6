package com.hypermindlabs.understudy.assistant.lines;

/** What a person said to one question. */
enum Reply {
  /** The next question, please. */
  ON,
  /** The page before, please. */
  BACK,
  /** Enough; nothing more comes. */
  LEAVE
}
