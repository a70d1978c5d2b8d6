package com.hypermindlabs.understudy.assistant.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuth1Test {
  // The example of X's page "Creating a signature"; its keys are published there and worth nothing.
  private static final OAuth1.Credentials DOCUMENTED =
      new OAuth1.Credentials(
          Secret.of("xvz1evFS4wEEPTGEFPHBog"),
          Secret.of("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
          Secret.of("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
          Secret.of("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"));
  private static final String NONCE = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";
  private static final long SECONDS = 1318622958;

  private final OAuth1 signer =
      new OAuth1(DOCUMENTED, InstantSource.fixed(Instant.ofEpochSecond(SECONDS)));

  /** The example as it stood over the years: each address has a signature of its own. */
  @ParameterizedTest
  @CsvSource({
    "https://api.twitter.com/1/statuses/update.json, tnnArxj06cWHq44gCs1OSKk%2FjLY%3D",
    "https://api.twitter.com/1.1/statuses/update.json, hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D",
    "https://api.x.com/1.1/statuses/update.json, Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D",
  })
  void theDocumentedExamplesAreSignedAsDocumented(String address, String signature) {
    String header =
        signer.authorization(
            new OAuth1.Request(
                "post",
                URI.create(address + "?include_entities=true"),
                Map.of("status", "Hello Ladies + Gentlemen, a signed OAuth request!")),
            NONCE,
            SECONDS);
    assertThat(header)
        .isEqualTo(
            "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\""
                + NONCE
                + "\", oauth_signature=\""
                + signature
                + "\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\","
                + " oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\","
                + " oauth_version=\"1.0\"");
  }

  @Test
  void whatAddressesMeanIsSignedNotHowTheyAreWritten() {
    assertThat(signed("https://API.x.com:443/2/users/1/mentions?b=%2b&a=1%20x"))
        .isEqualTo(signed("https://api.x.com/2/users/1/mentions?a=1+x&b=%2B"))
        .isNotEqualTo(signed("https://api.x.com:8443/2/users/1/mentions?a=1+x&b=%2B"));
  }

  @Test
  void letterForLetterByRfc3986() {
    assertThat(OAuth1.encode("Ladies + Gentlemen")).isEqualTo("Ladies%20%2B%20Gentlemen");
    assertThat(OAuth1.encode("An encoded string!")).isEqualTo("An%20encoded%20string%21");
    assertThat(OAuth1.encode("Dogs, Cats & Mice")).isEqualTo("Dogs%2C%20Cats%20%26%20Mice");
    assertThat(OAuth1.encode("☃")).isEqualTo("%E2%98%83");
    assertThat(OAuth1.encode("a-b.c_d~e*")).isEqualTo("a-b.c_d~e%2A");
  }

  @Test
  void noNonceIsUsedTwice() {
    URI uri = URI.create("https://api.x.com/2/tweets");
    assertThat(signer.authorization("POST", uri))
        .contains("oauth_timestamp=\"1318622958\"")
        .isNotEqualTo(signer.authorization("POST", uri));
  }

  @Test
  void noSecretIsPrintedAndAMissingOneIsNamed() {
    assertThat(DOCUMENTED.toString()).doesNotContain("kAcSOq", "Lsww", "xvz1", "370773112");
    XSettings none =
        new XSettings(null, null, null, null, URI.create("https://api.x.com"), XPosting.DEFAULT);
    assertThatThrownBy(() -> OAuth1.Credentials.of(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twitter_keys");
  }

  private String signed(String address) {
    return signer.authorization(
        new OAuth1.Request("GET", URI.create(address), Map.of()), NONCE, SECONDS);
  }
}
