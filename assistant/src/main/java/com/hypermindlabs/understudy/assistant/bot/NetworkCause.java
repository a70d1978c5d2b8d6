package com.hypermindlabs.understudy.assistant.bot;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a service was not reached, in plain words: what is thrown often names a class alone. */
public final class NetworkCause {
  private NetworkCause() {}

  /** As {@code the connection is refused}. */
  public static String inWords(IOException thrown) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof UnknownHostException || at instanceof UnresolvedAddressException) {
        return "its host has no address";
      } else if (at instanceof HttpTimeoutException || at instanceof SocketTimeoutException) {
        return "no answer within the time limit";
      } else if (at instanceof NoRouteToHostException) {
        return "no way leads to its host";
      } else if (at instanceof SSLException) {
        return "no TLS connection could be agreed on";
      }
    }
    if (thrown instanceof ConnectException) {
      return "the connection is refused";
    }
    @Nullable String said = thrown.getMessage();
    return "the connection broke" + (said == null ? "" : ": " + said);
  }
}
