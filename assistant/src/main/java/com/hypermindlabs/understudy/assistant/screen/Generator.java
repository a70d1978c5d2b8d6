package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Question;
import java.security.SecureRandom;

/** Makes up passwords that no person has to know: of roles that only the program logs in as. */
final class Generator {
  private static final String SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  private static final int LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Generator() {}

  /** Whether one is offered for this question. */
  static boolean offers(Question question) {
    return question.secret() && question.id().equals("database_fallback.password");
  }

  /** A new one. */
  static String password() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      password.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
    }
    return password.toString();
  }
}
