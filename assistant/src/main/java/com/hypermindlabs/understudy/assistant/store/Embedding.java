package com.hypermindlabs.understudy.assistant.store;

import java.util.Arrays;

/**
 * The meaning of a text as a model sees it: a direction in a space of many dimensions. The numbers
 * are scaled to length one; only directions are compared. Immutable, compared by value.
 */
public final class Embedding {
  private static final int MOST_NUMBERS = 16_000;
  private static final int LONGEST_MODEL = 200;

  private final String model;
  private final float[] numbers;

  /**
   * @param model the model that made it; only embeddings of one model are compared
   * @param numbers 1 to 16,000 finite numbers, not all zero; copied
   * @throws IllegalArgumentException when they are not
   */
  public Embedding(String model, float[] numbers) {
    this.model = Text.present("an embedding model's name", model, LONGEST_MODEL);
    this.numbers = scaled(numbers);
  }

  private static float[] scaled(float[] numbers) {
    if (numbers.length == 0 || numbers.length > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "an embedding has 1 to " + MOST_NUMBERS + " numbers, not " + numbers.length);
    }
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IllegalArgumentException(
          "the numbers of an embedding are finite and not all zero; their squares add up to "
              + squares);
    }
    double length = Math.sqrt(squares);
    float[] scaled = new float[numbers.length];
    for (int at = 0; at < numbers.length; at++) {
      scaled[at] = (float) (numbers[at] / length);
    }
    return scaled;
  }

  /** The model that made it. */
  public String model() {
    return model;
  }

  /** How many numbers it has. */
  public int dimension() {
    return numbers.length;
  }

  /** A copy of the numbers, scaled to length one. */
  public float[] numbers() {
    return numbers.clone();
  }

  /** The signs of the numbers in PostgreSQL's notation of a bit string: 1 for what is positive. */
  String code() {
    StringBuilder code = new StringBuilder(numbers.length);
    for (float number : numbers) {
      code.append(number > 0 ? '1' : '0');
    }
    return code.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that
        && model.equals(that.model)
        && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return 31 * model.hashCode() + Arrays.hashCode(numbers);
  }

  @Override
  public String toString() {
    return "Embedding[" + model + ", " + numbers.length + " numbers]";
  }
}
