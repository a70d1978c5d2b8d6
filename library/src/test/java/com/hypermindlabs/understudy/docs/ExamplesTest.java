package com.hypermindlabs.understudy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.docs.Documents.Block;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block of every document is a marked part of a source that the tests run. */
class ExamplesTest {
  static Stream<Path> documents() {
    return Documents.all().stream();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void theJavaOfADocumentIsThatOfATestedSource(Path document) {
    for (Block block : Documents.blocks(document)) {
      if (block.language().equals("java")) {
        assertThat(block.note()).as(block.text()).matches("example: .+ of .+\\.java");
        String[] where = block.note().substring("example: ".length()).split(" of ", 2);
        Path source = Documents.root().resolve(where[1]);
        assertThat(block.text()).isEqualTo(Documents.example(source, where[0]));
      }
    }
  }
}
