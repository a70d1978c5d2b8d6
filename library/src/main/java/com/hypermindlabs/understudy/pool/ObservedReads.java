package com.hypermindlabs.understudy.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sends something as it is read, and tells when its connection broke: the rows of a cursor,
 * rows that can be changed, metadata. They are rare, so a proxy of the JDK serves; rows that came
 * with their query's answer are handed out as the driver made them.
 *
 * @param owner what it says it comes from, in place of the driver's own
 */
record ObservedReads(Object delegate, ObservedConnection connection, Object owner)
    implements InvocationHandler {
  private static final Set<String> WRITES = Set.of("insertRow", "updateRow", "deleteRow");
  private static final Set<String> OWNERS = Set.of("getStatement", "getConnection");

  static <T> T of(Class<T> type, T delegate, ObservedConnection connection, Object owner) {
    return type.cast(
        Proxy.newProxyInstance(
            ObservedReads.class.getClassLoader(),
            new Class<?>[] {type},
            new ObservedReads(delegate, connection, owner)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getParameterCount() == 0 && OWNERS.contains(method.getName())) {
      return owner;
    }
    boolean writes = method.getParameterCount() == 0 && WRITES.contains(method.getName());
    try {
      @Nullable Object result = method.invoke(delegate, arguments);
      if (writes) {
        connection.ran(method.getName());
      }
      return result;
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException broken) {
        throw writes ? connection.broken(broken, method.getName()) : connection.lost(broken);
      }
      throw cause == null ? e : cause;
    }
  }
}
