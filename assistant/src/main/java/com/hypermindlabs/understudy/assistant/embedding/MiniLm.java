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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final int MOST_THREADS = 4;

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
      options.setIntraOpNumThreads(
          Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
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

  @Override
  public List<Embedding> embed(List<String> texts) throws ModelException {
    List<int[]> numbers = texts.stream().map(text -> pieces.numbers(text, MOST_PIECES)).toList();
    int longest = numbers.stream().mapToInt(each -> each.length).max().orElse(0);
    if (longest == 0) {
      return List.of();
    }
    long[][] ids = new long[numbers.size()][longest];
    long[][] mask = new long[numbers.size()][longest];
    for (int text = 0; text < ids.length; text++) {
      int[] of = numbers.get(text);
      for (int at = 0; at < of.length; at++) {
        ids[text][at] = of[at];
        mask[text][at] = 1;
      }
    }
    try {
      return NativeCalls.call(() -> run(ids, mask));
    } catch (Exception e) {
      throw new ModelException("the model in the process failed: " + e.getMessage(), e);
    }
  }

  private List<Embedding> run(long[][] ids, long[][] mask) throws OrtException {
    try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
        OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
        OnnxTensor kinds =
            OnnxTensor.createTensor(environment, new long[ids.length][ids[0].length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", kinds))) {
      float[][][] states = (float[][][]) result.get(0).getValue();
      List<Embedding> made = new ArrayList<>();
      for (int text = 0; text < ids.length; text++) {
        made.add(new Embedding(NAME, mean(states[text], mask[text])));
      }
      return made;
    }
  }

  /** Of what the model says of each piece. */
  private static float[] mean(float[][] states, long[] mask) {
    float[] sum = new float[states[0].length];
    for (int piece = 0; piece < states.length; piece++) {
      if (mask[piece] == 1) {
        for (int at = 0; at < sum.length; at++) {
          sum[at] += states[piece][at];
        }
      }
    }
    return sum;
  }
}
