package com.hypermindlabs.understudy.assistant.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * all-MiniLM-L6-v2, quantised to 23 MB, run by ONNX Runtime inside the process: meanings of 384
 * numbers with nothing else installed. Thread-safe.
 */
public final class MiniLm implements Embedder {
  /** What it is called with the vectors that it made. */
  public static final String NAME = "all-minilm-l6-v2-q";

  private static final Logger LOG = LoggerFactory.getLogger(MiniLm.class);
  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  /** It was taught with texts no longer than this. */
  private static final int MOST_PIECES = 256;

  private final WordPiece pieces;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private MiniLm(WordPiece pieces, OrtEnvironment environment, OrtSession session) {
    this.pieces = pieces;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads it, which takes a second or so.
   *
   * @return empty where it cannot run: the jars were left out, or there is no build of ONNX Runtime
   *     for this machine. Search goes on by words then
   */
  public static Optional<Embedder> load() {
    try {
      return Optional.of(NativeCalls.call(MiniLm::open));
    } catch (Exception | LinkageError e) {
      LOG.info(
          "search goes by words alone, the model of meanings cannot run here: {}", e.toString());
      LOG.debug("load the model of meanings", e);
      return Optional.empty();
    }
  }

  private static MiniLm open() throws IOException, OrtException {
    WordPiece pieces;
    try (InputStream json = resource(TOKENIZER)) {
      pieces = WordPiece.read(json);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (InputStream model = resource(MODEL);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // Several texts at a time keep the cores busy; threads for one text only wait for each other.
      options.setIntraOpNumThreads(1);
      return new MiniLm(
          pieces, environment, environment.createSession(model.readAllBytes(), options));
    }
  }

  private static InputStream resource(String name) throws IOException {
    @Nullable InputStream stream = MiniLm.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("there is no " + name.substring(1));
    }
    return stream;
  }

  @Override
  public String model() {
    return NAME;
  }

  /**
   * Each text by itself, on the threads of the common pool. In a batch all of them would be filled
   * up to the longest, and because the model's numbers are quantised over whatever it is given at
   * once, a text would mean something slightly different in every company.
   */
  @Override
  public List<Embedding> embed(List<String> texts) throws ModelException {
    try {
      return texts.parallelStream().map(this::meaning).toList();
    } catch (CompletionException e) {
      throw new ModelException("the model in the process failed: " + e.getMessage(), e);
    }
  }

  private Embedding meaning(String text) {
    int[] numbers = pieces.numbers(text, MOST_PIECES);
    try {
      return NativeCalls.call(() -> run(numbers));
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private Embedding run(int[] numbers) throws OrtException {
    long[][] ids = new long[1][numbers.length];
    long[][] mask = new long[1][numbers.length];
    Arrays.setAll(ids[0], at -> numbers[at]);
    Arrays.fill(mask[0], 1);
    try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
        OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
        OnnxTensor kinds = OnnxTensor.createTensor(environment, new long[1][numbers.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", kinds))) {
      return new Embedding(NAME, sum(((float[][][]) result.get(0).getValue())[0]));
    }
  }

  /** Of what the model says of each piece; its direction is that of the mean. */
  private static float[] sum(float[][] states) {
    float[] sum = new float[states[0].length];
    for (float[] piece : states) {
      for (int at = 0; at < sum.length; at++) {
        sum[at] += piece[at];
      }
    }
    return sum;
  }
}
