import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The samples: each its file, its spec, and how it should end (samples/expected.json). */
export function readSamples(root) {
  const folder = join(root, 'samples');
  return Object.entries(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))).map(([file, expected]) => {
    const spec = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    // Their commands are written for the root of the checkout, so they start there.
    return { file: `samples/${file}`, spec: { ...spec, working_dir: spec.working_dir ?? root }, expected };
  });
}

/** What is not as it should be; empty when all is. */
export function differences(expected, launch) {
  const said = (launch.problems ?? []).map(({ message }) => message).join(' ');
  return [
    launch.state !== expected.state && `it is ${launch.state} instead of ${expected.state}`,
    launch.attempt !== expected.attempt && `it had ${launch.attempt} attempts instead of ${expected.attempt}`,
    expected.says && !said.includes(expected.says) && `it should be told "${expected.says}"`,
  ].filter(Boolean);
}
