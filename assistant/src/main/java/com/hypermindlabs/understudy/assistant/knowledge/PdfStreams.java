package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;

/**
 * Looks at what the streams of a PDF hold when they are unpacked, before PDFBox unpacks them into
 * memory: a file of a few KB can hold gigabytes.
 */
final class PdfStreams {
  private static final long MOST_BYTES = 64L << 20;
  private static final int CHUNK = 1 << 16;

  private PdfStreams() {}

  /**
   * @throws TooMuchException when they hold too much
   */
  static void requireModest(COSDocument document) throws IOException {
    long left = MOST_BYTES;
    for (COSObjectKey key : List.copyOf(document.getXrefTable().keySet())) {
      COSObject object = document.getObjectFromPool(key);
      if (object != null && object.getObject() instanceof COSStream stream && !image(stream)) {
        left -= unpacked(stream, left);
      }
    }
  }

  private static boolean image(COSStream stream) {
    return COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE));
  }

  private static long unpacked(COSStream stream, long most) throws IOException {
    long count = 0;
    try (InputStream raw = inflated(stream)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = raw.read(chunk); read >= 0; read = raw.read(chunk)) {
        count += read;
        if (count > most) {
          throw new TooMuchException(
              "holds more than " + (MOST_BYTES >> 20) + " MB when it is unpacked");
        }
      }
    } catch (ZipException | java.io.EOFException e) {
      // What is broken unpacks to no more than was seen; reading it is PDFBox's affair.
      return count;
    }
    return count;
  }

  private static InputStream inflated(COSStream stream) throws IOException {
    InputStream raw = stream.createRawInputStream();
    for (COSName filter : filters(stream.getFilters())) {
      if (!COSName.FLATE_DECODE.equals(filter)
          && !COSName.FLATE_DECODE_ABBREVIATION.equals(filter)) {
        break;
      }
      raw = new InflaterInputStream(raw);
    }
    return raw;
  }

  private static List<COSName> filters(COSBase filters) {
    List<COSName> names = new ArrayList<>();
    if (filters instanceof COSName one) {
      names.add(one);
    } else if (filters instanceof COSArray several) {
      for (int at = 0; at < several.size(); at++) {
        if (several.getObject(at) instanceof COSName name) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
