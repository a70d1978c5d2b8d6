package com.hypermindlabs.understudy.assistant.serve;

/** Where a running interface tells that it works, or that it does not and why. Thread-safe. */
public interface Failures {
  /** It does not work for now; the reason goes into the status. It goes on trying. */
  void failed(String reason);

  /** It works (again). */
  void up();
}
