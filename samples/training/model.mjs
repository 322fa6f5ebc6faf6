// Softmax regression, trained by stochastic gradient descent. Plain JavaScript, no packages; every random number comes from a seed.

/** A small seeded random number generator (mulberry32): numbers in [0, 1). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled(items, next) {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

/** Holds out the same share of every class; the model never sees those rows before it is judged by them. */
export function split(rows, share, next) {
  const train = [];
  const heldOut = [];
  for (const label of new Set(rows.map((row) => row.label))) {
    const ofClass = shuffled(rows.filter((row) => row.label === label), next);
    const count = Math.round(ofClass.length * share);
    heldOut.push(...ofClass.slice(0, count));
    train.push(...ofClass.slice(count));
  }
  return { train, heldOut };
}

/** Learns mean and spread of each feature from the training rows alone; returns what turns a row's features into inputs. */
export function standardiser(rows) {
  const width = rows[0].features.length;
  const mean = Array.from({ length: width }, (_, i) => rows.reduce((sum, row) => sum + row.features[i], 0) / rows.length);
  const spread = mean.map((m, i) => Math.sqrt(rows.reduce((sum, row) => sum + (row.features[i] - m) ** 2, 0) / rows.length) || 1);
  return (features) => [1, ...features.map((value, i) => (value - mean[i]) / spread[i])];
}

/** A model that knows nothing: all weights zero, the first one of each class being its bias. */
export const untrained = (classes, inputs) => Array.from({ length: classes }, () => new Array(inputs).fill(0));

/** The probability of each class. */
export function probabilities(weights, input) {
  const scores = weights.map((row) => row.reduce((sum, weight, i) => sum + weight * input[i], 0));
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

export const predict = (weights, input) => {
  const p = probabilities(weights, input);
  return p.indexOf(Math.max(...p));
};

/** One pass over the rows in a new order. Changes the weights; returns the mean cross-entropy met on the way. */
export function trainEpoch(weights, examples, rate, next) {
  let loss = 0;
  for (const { input, target } of shuffled(examples, next)) {
    const p = probabilities(weights, input);
    loss -= Math.log(Math.max(p[target], 1e-12));
    weights.forEach((row, label) => {
      const error = p[label] - (label === target ? 1 : 0);
      input.forEach((value, i) => (row[i] -= rate * error * value));
    });
  }
  return loss / examples.length;
}

/** The share of examples whose class is predicted. */
export const accuracy = (weights, examples) =>
  examples.filter(({ input, target }) => predict(weights, input) === target).length / examples.length;
