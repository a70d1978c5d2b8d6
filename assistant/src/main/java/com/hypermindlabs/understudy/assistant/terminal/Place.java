package com.hypermindlabs.understudy.assistant.terminal;

import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.StatusReport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Where a conversation takes place. Immutable.
 *
 * @param source the database that the route leads to
 * @param chat who answers
 * @param finder what is known
 * @param status how the site stands
 * @param events lets somebody hear of events
 * @param model the first choice of model
 */
public record Place(
    DataSource source,
    ChatService chat,
    Finder finder,
    Supplier<StatusReport> status,
    Consumer<Consumer<Event>> events,
    ModelSettings model) {}
