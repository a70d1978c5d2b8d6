package com.hypermindlabs.understudy.drills.sabotage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Changes texts among the constants of a class file: statements are kept there. Pure. */
final class Constants {
  private static final int TEXT = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private Constants() {}

  /**
   * The class with the text replaced.
   *
   * @throws IllegalStateException when no constant has the text: the patch does not fit any more
   */
  static byte[] replace(byte[] file, Patch patch) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(in.readInt());
      out.writeInt(in.readInt());
      int count = in.readUnsignedShort();
      out.writeShort(count);
      boolean found = false;
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == TEXT) {
          String text = in.readUTF();
          found |= text.contains(patch.from());
          out.writeUTF(text.replace(patch.from(), patch.to()));
        } else {
          out.write(in.readNBytes(size(tag)));
          if (tag == LONG || tag == DOUBLE) {
            i++; // these take two places
          }
        }
      }
      out.write(in.readAllBytes());
      if (!found) {
        throw new IllegalStateException("the sabotage does not fit any more: " + patch);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("read the class " + patch.place(), e);
    }
  }

  private static int size(int tag) {
    return switch (tag) {
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case LONG, DOUBLE -> 8;
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      default -> throw new IllegalStateException("a class file has a constant of kind " + tag);
    };
  }
}
