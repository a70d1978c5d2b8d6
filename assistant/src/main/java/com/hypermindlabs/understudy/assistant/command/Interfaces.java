package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.serve.Served;
import java.util.ArrayList;
import java.util.List;

/** The list of the interfaces that {@code serve} runs. */
final class Interfaces {
  private Interfaces() {}

  /** All of them, none started. */
  static List<Served> all(Backstage backstage) {
    List<Served> all = new ArrayList<>();
    return all;
  }
}
