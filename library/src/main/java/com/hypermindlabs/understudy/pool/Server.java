package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.route.Target;
import java.sql.SQLException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A server that a pool leads to.
 *
 * @param factory makes its connections
 * @param address asked anew for every connection, as a cluster's writable host moves
 * @param onLoss told of every connection that breaks or cannot be made; must not block
 */
public record Server(
    ConnectionFactory factory,
    Supplier<ConnectionTarget> address,
    BiConsumer<Target, SQLException> onLoss) {}
