package com.hypermindlabs.understudy.assistant.demo;

/** What the audience is told, in the thread of the play. */
public interface Script {
  /** Tells nobody. */
  Script SILENT =
      new Script() {
        @Override
        public void doing(String what) {}

        @Override
        public void done(String what) {}

        @Override
        public void stage(Stage stage) {}
      };

  /** Something begins that takes a while. */
  void doing(String what);

  /** Something has happened. */
  void done(String what);

  /** From now on there is something to look at. */
  void stage(Stage stage);
}
