// Estimates pi by throwing points at a square, and says once a second how far it is. What it prints can be read while it runs.

import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { random } from '../training/model.mjs';

const { seconds = 10, seed = 1 } = JSON.parse(process.env.LAUNCH_CONFIG || '{}');
if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600)) {
  console.error('config: seconds must be a whole number from 1 to 3600');
  process.exit(2);
}

const pointsPerSecond = 200_000;
const next = random(seed);
let inside = 0;
for (let second = 1; second <= seconds; second++) {
  for (let i = 0; i < pointsPerSecond; i++) if (Math.hypot(next(), next()) < 1) inside++;
  console.log(`${Math.round((100 * second) / seconds)} %: pi is about ${estimate(second).toFixed(5)}`);
  await pause(1000);
}

const points = seconds * pointsPerSecond;
console.log(`${points} points`);
if (process.env.LAUNCH_RESULT_FILE) {
  writeFileSync(process.env.LAUNCH_RESULT_FILE, JSON.stringify({ value: estimate(seconds), metrics: { points, error: Math.abs(estimate(seconds) - Math.PI) } }));
}

function estimate(second) {
  return (4 * inside) / (second * pointsPerSecond);
}
