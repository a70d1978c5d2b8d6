package com.hypermindlabs.understudy.assistant.screen;

/** One page, or one state of it: says what is seen, and what a key does. */
interface View {
  /** As it is now, for lines of that many cells. */
  Content content(int width);

  /** Acts on a key. */
  void handle(Key key);

  /** Whether it changes by itself, so that it has to be drawn again and again. */
  default boolean moving() {
    return false;
  }

  /** A moment has gone by. */
  default void tick() {}

  /** It is not shown any more: what it began ends. */
  default void leave() {}
}
