package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFileTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    RouteFile file = new RouteFile(folder.resolve("route.json"));
    RouteRecord record =
        new RouteRecord(3, Mode.NORMAL, NOW, "a \"reason\"\n", null)
            .intending(new RouteRecord.Intent(4, Mode.DEGRADED, NOW, "refused"));
    file.write(record);
    assertThat(file.read()).contains(record);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aRecordOfAnEarlierEpochIsNotWritten() throws Exception {
    RouteFile file = new RouteFile(folder.resolve("route.json"));
    RouteRecord later = new RouteRecord(5, Mode.NORMAL, NOW, "returned", null);
    file.write(later);
    file.write(new RouteRecord(4, Mode.DEGRADED, NOW, "late", null));
    assertThat(file.read()).contains(later);
  }

  @Test
  void nothingIsReadWhereThereIsNone() throws Exception {
    assertThat(new RouteFile(folder.resolve("route.json")).read()).isEmpty();
  }

  @Test
  void aDamagedFileIsSaidToBeOne() throws Exception {
    Path path = folder.resolve("route.json");
    for (String text :
        new String[] {"", "{", "[]", "{\"epoch\": 1}", "{\"epoch\":1,\"mode\":\"x\"}"}) {
      Files.writeString(path, text);
      assertThatThrownBy(() -> new RouteFile(path).read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDamagedFileIsKeptBesideTheNextRecord() throws Exception {
    Path path = Files.writeString(folder.resolve("route.json"), "{\"epoch\": 7, oops");
    RouteRecord record = new RouteRecord(2, Mode.DEGRADED, NOW, "refused", null);
    new RouteFile(path).write(record);
    assertThat(new RouteFile(path).read()).contains(record);
    assertThat(folder.resolve("route.json.damaged")).hasContent("{\"epoch\": 7, oops");
  }
}
