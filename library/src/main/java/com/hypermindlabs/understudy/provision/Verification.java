package com.hypermindlabs.understudy.provision;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the fallback found, without any change to it.
 *
 * @param server the server, when it serves
 * @param problem why it does not serve; null when it does
 */
public record Verification(@Nullable FallbackServer server, @Nullable Finding problem) {
  /** Whether the fallback serves. */
  public boolean ok() {
    return problem == null;
  }

  /** All that is worth saying: the problem, or what was found about a server that serves. */
  public List<Finding> findings() {
    if (problem != null) {
      return List.of(problem);
    }
    return Optional.ofNullable(server).map(FallbackServer::findings).orElse(List.of());
  }
}
