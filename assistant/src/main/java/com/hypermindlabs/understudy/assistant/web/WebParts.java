package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the web page is made of.
 *
 * @param site the running site, whose data source leads to the assistant's tables
 * @param library the library's settings, to find the ledger on the primary
 * @param settings the assistant's settings
 * @param chat takes and answers messages
 * @param status the site's status, with the interfaces that are served
 * @param clock for the ends of sessions and the age of what Telegram signed
 */
public record WebParts(
    Understudy site,
    Settings library,
    AssistantSettings settings,
    ChatService chat,
    Supplier<StatusReport> status,
    InstantSource clock) {}
