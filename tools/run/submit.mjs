import { readFileSync } from 'node:fs';
import { QueueClient } from '@azure/storage-queue';

/** A sample's spec. Its command is written for the root of the checkout, so it starts there. */
export function readSample(file, root) {
  const spec = JSON.parse(readFileSync(file, 'utf8'));
  return { ...spec, working_dir: spec.working_dir ?? root };
}

/** Puts a spec on the queue of run items, as any sender would. */
export async function submit(connectionString, spec) {
  const queue = new QueueClient(connectionString, 'run-items');
  return queue.sendMessage(JSON.stringify(spec));
}
