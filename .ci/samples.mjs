// node .ci/samples.mjs URL CONNECTION-STRING: submits the samples to an app that is up, and exits with 0 when each ended as it should.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSamples } from '../tools/run/samples.mjs';
import { runSamples } from '../tools/run/watch.mjs';

const [, , url, connectionString] = process.argv;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  // Core Tools asks for no function key.
  process.exitCode = await runSamples({ url, key: 'none' }, connectionString, readSamples(root)) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
