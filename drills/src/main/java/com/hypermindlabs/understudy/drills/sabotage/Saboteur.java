package com.hypermindlabs.understudy.drills.sabotage;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** The agent in a process that is to be broken: patches classes as they are loaded. */
public final class Saboteur {
  private Saboteur() {}

  /** Called by the JVM before {@code main}, with the word of a sabotage. */
  public static void premain(String word, Instrumentation instrumentation) {
    Sabotage sabotage = Sabotage.named(word);
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              String name,
              @Nullable Class<?> redefined,
              @Nullable ProtectionDomain domain,
              byte[] file) {
            byte @Nullable [] patched = null;
            for (Patch patch : sabotage.patches()) {
              if (patch.ofClass() && patch.place().equals(name.replace('/', '.'))) {
                patched = Constants.replace(patched == null ? file : patched, patch);
              }
            }
            return patched;
          }
        });
  }
}
