package com.hypermindlabs.understudy.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Callable statements that tell what they were doing when their connection broke. They are rare, so
 * a proxy of the JDK serves instead of another two hundred methods that only hand on.
 */
record ObservedCalls(CallableStatement delegate, ObservedConnection connection, String sql)
    implements InvocationHandler {
  static CallableStatement of(
      CallableStatement delegate, ObservedConnection connection, String sql) {
    return (CallableStatement)
        Proxy.newProxyInstance(
            ObservedCalls.class.getClassLoader(),
            new Class<?>[] {CallableStatement.class},
            new ObservedCalls(delegate, connection, sql));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("getConnection")) {
      return connection;
    }
    boolean executes = method.getName().startsWith("execute");
    try {
      @Nullable Object result = method.invoke(delegate, arguments);
      if (executes) {
        connection.ran(sql);
      }
      return result instanceof ResultSet rows
          ? connection.reading(rows, (CallableStatement) proxy)
          : result;
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException broken) {
        throw executes ? connection.broken(broken, sql) : connection.lost(broken);
      }
      throw cause == null ? e : cause;
    }
  }
}
