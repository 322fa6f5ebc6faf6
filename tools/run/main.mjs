import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, startApp } from './app.mjs';
import { startAzurite } from './azurite.mjs';
import { stopAll } from './processes.mjs';
import { readSample, submit } from './submit.mjs';
import { follow, showOutput } from './watch.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const data = join(root, '.data', `run-${process.pid}`);
const say = (text) => console.log(text);

const interrupted = new Promise((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
});

async function run() {
  mkdirSync(data, { recursive: true });
  say('Building the app ...');
  const app = await buildApp(root, join(data, 'app'));
  const storage = await startAzurite(root, join(data, 'azurite'));
  say(`Storage emulator: queues on port ${storage.ports.queue}, tables on ${storage.ports.table}, blobs on ${storage.ports.blob}`);
  const api = await startApp(app, storage.connectionString, data);
  say(`Launch agent: ${api.url}`);

  const message = await submit(storage.connectionString, readSample(join(root, 'samples/training.json'), root));
  say(`Submitted samples/training.json as message ${message.messageId} on queue run-items`);
  const launch = await follow(api, message, say);
  await showOutput(api, launch, say);
  return launch.state === 'finished';
}

let exitCode = 1;
try {
  const finished = await Promise.race([run(), interrupted]);
  say(finished ? 'The launch finished.' : 'The launch did not finish.');
  exitCode = finished ? 0 : 1;
} catch (error) {
  console.error(`./run: ${error.message}`);
} finally {
  await stopAll();
  if (exitCode === 0) rmSync(data, { recursive: true, force: true });
  else say(`What was written is in ${data}`);
}
process.exit(exitCode);
