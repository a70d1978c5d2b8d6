package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/** The text of a PDF, page by page. One that is made to do harm ends as an error. */
final class PdfText {
  private static final int MOST_PAGES = 5000;
  private static final int SECONDS = 120;

  private PdfText() {}

  static {
    // Else a cache of the machine's fonts is written into the home of whoever runs this.
    if (System.getProperty("pdfbox.fontcache") == null) {
      System.setProperty("pdfbox.fontcache", System.getProperty("java.io.tmpdir"));
    }
  }

  static DocumentText read(byte[] bytes) throws IOException {
    FutureTask<DocumentText> work = new FutureTask<>(() -> extract(bytes));
    Thread thread = new Thread(work, "assistant-pdf");
    thread.setDaemon(true);
    thread.start();
    try {
      return work.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      throw new IOException("is not read within " + SECONDS + " s", e);
    } catch (InterruptedException e) {
      work.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof InvalidPasswordException) {
      return new IOException("is encrypted with a password", cause);
    }
    if (cause instanceof TooMuchException tooMuch) {
      return tooMuch;
    }
    if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) {
      return new IOException("takes more memory to read than there is", cause);
    }
    return new IOException("is no PDF that can be read: " + firstLine(cause), cause);
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no message");
  }

  private static DocumentText extract(byte[] bytes) throws IOException {
    try (PDDocument document = Loader.loadPDF(bytes)) {
      if (document.getNumberOfPages() > MOST_PAGES) {
        throw new TooMuchException("has more than " + MOST_PAGES + " pages; split it");
      }
      PdfStreams.requireModest(document.getDocument());
      List<DocumentText.Part> parts = new ArrayList<>();
      PDFTextStripper stripper = new PDFTextStripper();
      BoundedWriter text = new BoundedWriter();
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("interrupted");
        }
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        stripper.writeText(document, text);
        parts.add(DocumentText.Part.cleaned("page " + page, text.take()));
      }
      return new DocumentText(title(document), false, parts);
    }
  }

  private static String title(PDDocument document) {
    @Nullable PDDocumentInformation about = document.getDocumentInformation();
    @Nullable String title = about == null ? null : about.getTitle();
    return title == null ? "" : title.replace("\0", "").strip();
  }
}
