package com.hypermindlabs.understudy.assistant.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.assistant.x.OAuth1;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Asks X whose keys they are ({@code GET /2/users/me}). X counts it as a read of one account, which
 * may cost a cent: not for things that look often.
 *
 * @param settings of the account
 * @param timeout for the answer
 * @param clock signatures carry the time
 */
public record XProbe(XSettings settings, Duration timeout, InstantSource clock) implements Probe {
  private static final String AREA = "x";
  private static final String PATH = "/2/users/me";
  private static final int OK = 200;

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    if (!settings.configured()) {
      return Sighting.of(Remark.ok(AREA, "not configured: the account is off"));
    }
    Service service = new Service(settings.api(), timeout);
    OAuth1 signer = new OAuth1(OAuth1.Credentials.of(settings), clock);
    try {
      HttpRequest.Builder request = service.request(PATH);
      URI address = request.build().uri();
      request.header("Authorization", signer.authorization("GET", address));
      return Sighting.of(judge(service.ask(request)));
    } catch (Service.NoAnswerException e) {
      return Sighting.of(e.remark(AREA));
    }
  }

  private Remark judge(Service.Answer answer) {
    JsonNode account = answer.body().path("data");
    if (answer.status() == OK && account.path("username").isTextual()) {
      return Remark.ok(AREA, "the keys are those of @" + Foreign.text(account.path("username")));
    }
    return switch (answer.status()) {
      case 401 ->
          Remark.error(
              AREA,
              "X does not accept the keys",
              "check all four, from one application and account, and this machine's clock");
      case 402 ->
          Remark.error(AREA, "X wants to be paid: the account has no credits", "buy some there");
      case 403 ->
          Remark.error(
              AREA,
              "X knows the keys, and the application may not do this",
              "give it read and write, then make the access token anew");
      case 429 -> Remark.warning(AREA, "X asks for patience: too many requests", "try later");
      default ->
          Remark.error(
              AREA,
              settings.api() + " answers " + PATH + " with status " + answer.status(),
              "check twitter_api_url, or try later");
    };
  }
}
