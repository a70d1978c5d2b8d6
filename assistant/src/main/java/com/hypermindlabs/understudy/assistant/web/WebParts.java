package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.config.Settings;
import java.time.InstantSource;
import javax.sql.DataSource;

/**
 * What the web page is made of.
 *
 * @param backstage what every interface is given
 * @param library the library's settings, to find the ledger on the primary
 * @param clock for the ends of sessions and the age of what Telegram signed
 */
public record WebParts(Backstage backstage, Settings library, InstantSource clock) {
  AssistantSettings settings() {
    return backstage.settings();
  }

  DataSource source() {
    return backstage.source();
  }
}
