package com.hypermindlabs.understudy.assistant.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The web page.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param maxUpload the greatest upload in bytes
 * @param publicUrl {@code web_ui_url}: how people reach the page; null where nothing was said
 * @param trustProxy whether what a proxy before it says of the browser is believed
 */
public record WebSettings(
    String host, int port, long maxUpload, @Nullable URI publicUrl, boolean trustProxy) {}
