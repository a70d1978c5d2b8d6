package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** X's number of the account, which its access token begins with. */
final class AccountNumber {
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})-.*");

  private AccountNumber() {}

  /** Asks X only where the token does not tell, since each call costs. */
  static long of(XSettings settings, XApi api) throws XException, InterruptedException {
    Secret token = settings.accessToken();
    Matcher known = TOKEN.matcher(token == null ? "" : token.reveal());
    return known.matches() ? Long.parseLong(known.group(1)) : api.me();
  }
}
