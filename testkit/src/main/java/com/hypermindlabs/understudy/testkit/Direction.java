package com.hypermindlabs.understudy.testkit;

/** The way that bytes take through a {@link FaultProxy}. */
public enum Direction {
  /** From the client to the server: questions. */
  CLIENT_TO_SERVER,
  /** From the server to the client: answers. */
  SERVER_TO_CLIENT
}
