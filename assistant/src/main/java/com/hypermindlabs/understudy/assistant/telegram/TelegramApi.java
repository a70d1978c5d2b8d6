package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.NetworkCause;
import com.hypermindlabs.understudy.assistant.telegram.TelegramException.Kind;
import com.hypermindlabs.understudy.config.Secret;
import com.pengrad.telegrambot.TelegramBot;
import com.pengrad.telegrambot.model.ResponseParameters;
import com.pengrad.telegrambot.model.Update;
import com.pengrad.telegrambot.model.User;
import com.pengrad.telegrambot.model.request.ChatAction;
import com.pengrad.telegrambot.model.request.ReplyParameters;
import com.pengrad.telegrambot.request.BaseRequest;
import com.pengrad.telegrambot.request.GetMe;
import com.pengrad.telegrambot.request.GetUpdates;
import com.pengrad.telegrambot.request.SendChatAction;
import com.pengrad.telegrambot.request.SendMessage;
import com.pengrad.telegrambot.response.BaseResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the Bot API that are needed, one request each: nothing is repeated here.
 * Thread-safe.
 */
final class TelegramApi implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final Duration LONG_CALL = Duration.ofSeconds(75);

  private final Secret token;
  private final OkHttpClient fetchingHttp;
  private final OkHttpClient sendingHttp;
  private final TelegramBot fetching;
  private final TelegramBot sending;

  /** Connects to nothing yet. */
  TelegramApi(URI api, Secret token) {
    this.token = token;
    // Of its own, so that a long poll can be broken off while replies are still being sent.
    this.fetchingHttp = http(LONG_CALL);
    this.sendingHttp = http(CALL);
    this.fetching = bot(api, fetchingHttp);
    this.sending = bot(api, sendingHttp);
  }

  private static OkHttpClient http(Duration call) {
    return new OkHttpClient.Builder()
        .connectTimeout(CONNECT)
        .readTimeout(call)
        .writeTimeout(CALL)
        .callTimeout(call)
        // What may have arrived is not to be sent again behind our back.
        .retryOnConnectionFailure(false)
        .build();
  }

  private TelegramBot bot(URI api, OkHttpClient http) {
    return new TelegramBot.Builder(token.reveal()).apiUrl(api + "/bot").okHttpClient(http).build();
  }

  /**
   * Who the bot is.
   *
   * @param id its number
   * @param username its name without {@code @}
   */
  record Me(long id, String username) {}

  Me me() throws TelegramException {
    User user = call(sending, new GetMe()).user();
    @Nullable String username = user.username();
    return new Me(user.id(), username == null ? "" : username);
  }

  /**
   * Fetches messages, and tells Telegram that those before the offset have arrived.
   *
   * @param offset the first update that is wanted; null for the first that Telegram has
   * @param wait how long Telegram may hold the call while there is none
   */
  List<Update> updates(@Nullable Integer offset, Duration wait) throws TelegramException {
    GetUpdates request =
        new GetUpdates().limit(100).timeout((int) wait.toSeconds()).allowedUpdates("message");
    if (offset != null) {
      request.offset(offset);
    }
    List<Update> updates = call(fetching, request).updates();
    return updates == null ? List.of() : updates;
  }

  /**
   * Sends a part of a reply.
   *
   * @return what Telegram calls the message
   */
  int send(Destination to, Part part) throws TelegramException {
    SendMessage request = new SendMessage(to.chat(), part.text());
    if (!part.spans().isEmpty()) {
      request.setEntities(part.spans().stream().map(Span::entity).toList());
    }
    Integer message = to.replyTo();
    if (message != null) {
      request.replyParameters(new ReplyParameters(message).allowSendingWithoutReply(true));
    }
    Integer thread = to.thread();
    if (thread != null) {
      request.messageThreadId(thread);
    }
    return call(sending, request).message().messageId();
  }

  /** Shows for some seconds that the bot is typing. */
  void typing(Destination to) throws TelegramException {
    SendChatAction request = new SendChatAction(to.chat(), ChatAction.typing);
    Integer thread = to.thread();
    if (thread != null) {
      request.messageThreadId(thread);
    }
    call(sending, request);
  }

  private <T extends BaseRequest<T, R>, R extends BaseResponse> R call(
      TelegramBot bot, BaseRequest<T, R> request) throws TelegramException {
    @Nullable R response;
    try {
      response = bot.execute(request);
    } catch (RuntimeException e) {
      throw broken(request.getMethod(), e);
    }
    if (response == null) {
      throw failure(request.getMethod(), Kind.UNCERTAIN, "an empty answer", Duration.ZERO);
    }
    if (!response.isOk()) {
      throw refused(request.getMethod(), response);
    }
    return response;
  }

  private TelegramException refused(String method, BaseResponse response) {
    int code = response.errorCode();
    @Nullable ResponseParameters parameters = response.parameters();
    @Nullable Integer seconds = parameters == null ? null : parameters.retryAfter();
    String said = code + " " + response.description();
    return switch (code) {
      case 429 ->
          failure(
              method,
              Kind.TOO_FAST,
              said,
              Duration.ofSeconds(Math.max(1, seconds == null ? 1 : seconds)));
      case 401, 404 -> failure(method, Kind.NOT_LET_IN, said, Duration.ZERO);
      case 409 -> failure(method, Kind.NOT_ALONE, said, Duration.ZERO);
      default ->
          failure(
              method,
              code >= 400 && code < 500 ? Kind.REFUSED : Kind.UNCERTAIN,
              said,
              Duration.ZERO);
    };
  }

  private TelegramException broken(String method, RuntimeException thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof IOException cause) {
        Kind kind =
            at instanceof ConnectException
                    || at instanceof UnknownHostException
                    || at instanceof NoRouteToHostException
                ? Kind.UNREACHED
                : Kind.UNCERTAIN;
        return failure(method, kind, NetworkCause.inWords(cause), Duration.ZERO);
      }
    }
    // What is no JSON, as the page of a proxy in between.
    return failure(method, Kind.UNCERTAIN, "no answer of the Bot API: " + thrown, Duration.ZERO);
  }

  private TelegramException failure(String method, Kind kind, String said, Duration retryAfter) {
    String message = "call " + method + " of the Bot API: " + said;
    return new TelegramException(kind, message.replace(token.reveal(), "(bot_token)"), retryAfter);
  }

  /** Breaks off the call that fetches. */
  void stopFetching() {
    fetchingHttp.dispatcher().cancelAll();
  }

  @Override
  public void close() {
    for (OkHttpClient http : List.of(fetchingHttp, sendingHttp)) {
      http.dispatcher().cancelAll();
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
    fetching.shutdown();
    sending.shutdown();
  }
}
