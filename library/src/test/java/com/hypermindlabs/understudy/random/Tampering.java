package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.Link;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Changes the text of statements on their way to a server: how a test takes a mechanism out of the
 * engine without touching it. Counts what it changed, so that a test can see that it did.
 */
final class Tampering {
  private final UnaryOperator<String> change;
  private final AtomicInteger changed = new AtomicInteger();
  private volatile boolean active = true;

  private Tampering(UnaryOperator<String> change) {
    this.change = change;
  }

  static Tampering none() {
    return new Tampering(null);
  }

  static Tampering with(UnaryOperator<String> change) {
    return new Tampering(change);
  }

  /** From now on nothing is changed any more. */
  void stop() {
    active = false;
  }

  int changed() {
    return changed.get();
  }

  Link of(Link link) {
    if (change == null) {
      return link;
    }
    return () -> connection(link.open());
  }

  private Connection connection(Connection real) {
    return proxy(
        Connection.class,
        real,
        (method, result) -> method.equals("createStatement") ? statement(result) : result);
  }

  private Object statement(Object real) {
    return proxy(Statement.class, (Statement) real, (method, result) -> result);
  }

  private interface Wrapping {
    Object wrap(String method, Object result);
  }

  private <T> T proxy(Class<T> type, T real, Wrapping wrapping) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                wrapping.wrap(method.getName(), invoke(real, method, arguments))));
  }

  private Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
    if (arguments != null
        && arguments.length > 0
        && arguments[0] instanceof String sql
        && carriesSql(method.getName())) {
      String other = active ? change.apply(sql) : sql;
      if (!other.equals(sql)) {
        changed.incrementAndGet();
        arguments[0] = other;
      }
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof SQLException cause ? cause : e.getCause();
    }
  }

  private static boolean carriesSql(String method) {
    return method.startsWith("execute")
        || method.startsWith("prepare")
        || method.equals("addBatch");
  }
}
