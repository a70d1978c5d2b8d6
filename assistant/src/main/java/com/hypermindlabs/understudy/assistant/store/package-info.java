/**
 * Members, chat history and knowledge in PostgreSQL. A store is given a {@link
 * javax.sql.DataSource}, whose connections are in auto-commit mode, and knows nothing of where it
 * leads. Every call is one short transaction or one statement; keys are made here, before anything
 * is sent, and every write names what makes it the same write, so that a call may be repeated after
 * any error without doing its work twice.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.store;

import org.jspecify.annotations.NullMarked;
