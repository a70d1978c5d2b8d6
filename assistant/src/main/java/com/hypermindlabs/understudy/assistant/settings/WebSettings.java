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
 */
public record WebSettings(String host, int port, long maxUpload, @Nullable URI publicUrl) {}
