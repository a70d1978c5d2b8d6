package com.hypermindlabs.understudy.assistant.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.store.NewDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKindTest {
  @TempDir Path folder;

  @Test
  void ofHtmlTheReaderSeesTheTextUnderItsHeadings() throws IOException {
    NewDocument page =
        read(
            "page.html",
            """
            <html><head><title>Harbour &amp; ice</title><style>p {color: red}</style></head>
            <body><script>alert('unseen')</script><p>Before.</p>
            <h2>Opening hours</h2><p>From <b>nine</b>
            to five.</p><ul><li>Monday<li>Tuesday</ul>
            <table><tr><td>Boat</td><td>5 m</td></tr></table><pre>  two
              lines</pre><div hidden>unseen</div>
            """);
    assertThat(page.title()).isEqualTo("Harbour & ice");
    assertThat(page.passages())
        .extracting(NewDocument.Passage::place)
        .containsExactly(null, "Opening hours");
    assertThat(page.passages().get(1).body())
        .contains("From nine to five.", "- Monday\n- Tuesday", "Boat | 5 m", "two\n  lines");
    assertThat(page.passages().toString()).doesNotContain("unseen", "color");
  }

  @Test
  void htmlIsReadInTheCharsetThatItNames() throws IOException {
    byte[] latin = "<meta charset=iso-8859-1><p>Stra\u00dfe".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read("a.htm", latin).passages().get(0).body()).isEqualTo("Stra\u00dfe");
  }

  @Test
  void ofPdfEachPageIsAPlace() throws IOException {
    NewDocument paper = read("paper.pdf", pdf("The first page.", "The second page."));
    assertThat(paper.title()).isEqualTo("Paper of two pages");
    assertThat(paper.passages())
        .extracting(NewDocument.Passage::place)
        .containsExactly("page 1", "page 2");
    assertThat(paper.passages().get(1).body()).isEqualTo("The second page.");
  }

  @Test
  void utf16WithAMarkIsReadAndOtherCharsetsAreRefused() throws IOException {
    byte[] utf16 = "\uFEFFStra\u00dfe".getBytes(StandardCharsets.UTF_16LE);
    assertThat(read("a.txt", utf16).passages().get(0).body()).isEqualTo("Stra\u00dfe");
    refused("a.txt", "Stra\u00dfe".getBytes(Charset.forName("windows-1252")), "is not UTF-8");
    refused("a.md", new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8}, "is not UTF-16LE");
  }

  @Test
  void aPdfThatUnpacksToTooMuchIsRefused() throws IOException {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      PDStream bomb = new PDStream(document);
      byte[] zeros = new byte[1 << 20];
      Arrays.fill(zeros, (byte) ' ');
      try (OutputStream out = bomb.createOutputStream(COSName.FLATE_DECODE)) {
        for (int mb = 0; mb < 80; mb++) {
          out.write(zeros);
        }
      }
      page.setContents(bomb);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      assertThat(bytes.size()).isLessThan(1 << 20);
      refused("bomb.pdf", bytes.toByteArray(), "holds more than 64 MB when it is unpacked");
    }
  }

  @Test
  void brokenEncryptedAndForgedPdfsAreRefusedInOneLine() throws IOException {
    byte[] whole = pdf("Some text that is long enough.");
    refused("a.pdf", new byte[0], "is no PDF");
    refused("a.pdf", "just text".getBytes(StandardCharsets.UTF_8), "is no PDF");
    refused("a.pdf", pdf(), "holds no text");
    refused("a.pdf", encrypted(), "is encrypted with a password");
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] forged = whole.clone();
      for (int change = 0; change < 20; change++) {
        forged[random.nextInt(forged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("forged.pdf"), forged);
      try {
        new SourceFile(file).read("general");
      } catch (IOException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  @Test
  void deepAndBrokenHtmlIsNoHarm() throws IOException {
    String deep = "<div>".repeat(20_000) + "bottom";
    assertThat(read("a.html", deep).passages().get(0).body()).contains("bottom");
    assertThat(read("a.html", "<p <<>>&#xD800;&bogus; </b>fine").passages()).hasSize(1);
    refused("a.html", "<script>only</script>".getBytes(StandardCharsets.UTF_8), "holds no text");
  }

  private NewDocument read(String name, String text) throws IOException {
    return read(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private NewDocument read(String name, byte[] bytes) throws IOException {
    return new SourceFile(Files.write(folder.resolve(name), bytes)).read("general");
  }

  private void refused(String name, byte[] bytes, String why) {
    assertThatThrownBy(() -> read(name, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private static byte[] pdf(String... pages) throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.getDocumentInformation().setTitle("Paper of two pages");
      for (String text : pages) {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(50, 700);
          content.showText(text);
          content.endText();
        }
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  private static byte[] encrypted() throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }
}
