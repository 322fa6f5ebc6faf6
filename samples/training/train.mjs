// Trains a classifier on Fisher's iris data and reports its accuracy on rows it has never seen. A job as an agent runs it:
// hyperparameters come from LAUNCH_CONFIG, progress goes to the output, the result to LAUNCH_RESULT_FILE.

import { readFileSync, writeFileSync } from 'node:fs';
import { accuracy, predict, random, shuffled, split, standardiser, trainEpoch, untrained } from './model.mjs';

const defaults = {
  lr: 0.05, // step size, above 0
  epochs: 40, // passes over the training rows, 0 to 10000
  seed: 1, // of the split, the order and nothing else: the same config gives the same result
  held_out: 0.3, // share of each class that is kept for judging, above 0 and below 1
  shuffle_labels: false, // true destroys what there is to learn: the accuracy must fall to chance
  predictions_file: null, // where to write what was predicted for each held-out row, as CSV
};

function readConfig(text) {
  const config = { ...defaults, ...JSON.parse(text || '{}') };
  const problems = [
    ...Object.keys(config).filter((name) => !(name in defaults)).map((name) => `${name} is unknown; known are ${Object.keys(defaults).join(', ')}`),
    !(Number.isFinite(config.lr) && config.lr > 0) && 'lr must be a number above 0',
    !(Number.isInteger(config.epochs) && config.epochs >= 0 && config.epochs <= 10000) && 'epochs must be a whole number from 0 to 10000',
    !Number.isInteger(config.seed) && 'seed must be a whole number',
    !(config.held_out > 0 && config.held_out < 1) && 'held_out must be above 0 and below 1',
    typeof config.shuffle_labels !== 'boolean' && 'shuffle_labels must be true or false',
  ].filter(Boolean);
  if (problems.length > 0) {
    console.error(`config: ${problems.join('; ')}`);
    process.exit(2);
  }
  return config;
}

function readRows() {
  const [, ...lines] = readFileSync(new URL('iris.csv', import.meta.url), 'utf8').trim().split('\n');
  return lines.map((line, index) => {
    const fields = line.split(',');
    return { index, features: fields.slice(0, 4).map(Number), label: fields[4] };
  });
}

const config = readConfig(process.env.LAUNCH_CONFIG);
const next = random(config.seed);
const rows = readRows();
const classes = [...new Set(rows.map((row) => row.label))];
const { train, heldOut } = split(rows, config.held_out, next);
const toInput = standardiser(train);
const example = (row, label) => ({ input: toInput(row.features), target: classes.indexOf(label) });
const labels = train.map((row) => row.label);
const learnt = config.shuffle_labels ? shuffled(labels, next) : labels;
const examples = train.map((row, i) => example(row, learnt[i]));
const judged = heldOut.map((row) => example(row, row.label));

console.log(`${rows.length} rows: ${train.length} to train on, ${heldOut.length} held out; classes ${classes.join(', ')}`);
const weights = untrained(classes.length, examples[0].input.length);
let loss = null;
for (let epoch = 1; epoch <= config.epochs; epoch++) {
  loss = trainEpoch(weights, examples, config.lr, next);
  console.log(`epoch ${epoch}/${config.epochs} loss ${loss.toFixed(4)} train_accuracy ${accuracy(weights, examples).toFixed(4)}`);
}

const value = accuracy(weights, judged);
const result = {
  value,
  metrics: {
    held_out_accuracy: value,
    held_out_rows: judged.length,
    train_accuracy: accuracy(weights, examples),
    train_rows: examples.length,
    final_loss: loss,
    epochs: config.epochs,
  },
};
console.log(`held-out accuracy ${value.toFixed(4)} (${Math.round(value * judged.length)} of ${judged.length} rows)`);

if (config.predictions_file) {
  const lines = heldOut.map((row, i) => `${row.index},${row.label},${classes[predict(weights, judged[i].input)]}`);
  writeFileSync(config.predictions_file, ['row,species,predicted', ...lines, ''].join('\n'));
}
if (process.env.LAUNCH_RESULT_FILE) writeFileSync(process.env.LAUNCH_RESULT_FILE, JSON.stringify(result));
