package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The account on X: {@code twitter_keys.*}.
 *
 * @param consumerKey the application's key
 * @param consumerSecret the application's secret
 * @param accessToken the account's token
 * @param accessTokenSecret the account's secret
 * @param api the base address of the API, without a slash at its end
 * @param posting how much is read and posted
 */
public record XSettings(
    @Nullable Secret consumerKey,
    @Nullable Secret consumerSecret,
    @Nullable Secret accessToken,
    @Nullable Secret accessTokenSecret,
    URI api,
    XPosting posting) {
  /** Whether all four keys are there. */
  public boolean configured() {
    return consumerKey != null
        && consumerSecret != null
        && accessToken != null
        && accessTokenSecret != null;
  }
}
