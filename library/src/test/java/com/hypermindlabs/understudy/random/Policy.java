package com.hypermindlabs.understudy.random;

/** What is declared for a conflict, as the settings name it. */
enum Policy {
  PRIMARY_WINS("primary-wins"),
  FALLBACK_WINS("fallback-wins"),
  DELTA("delta"),
  HOLD("hold");

  private final String setting;

  Policy(String setting) {
    this.setting = setting;
  }

  String setting() {
    return setting;
  }
}
