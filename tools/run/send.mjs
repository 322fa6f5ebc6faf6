// node tools/run/send.mjs CONNECTION-STRING SPEC: puts a spec on the queue run-items, as any sender would. SPEC is JSON, or a file's name.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Puts a text on the queue of run items. */
export async function send(connectionString, text) {
  // Loaded late: ./run installs it first.
  const { QueueClient } = await import('@azure/storage-queue');
  return new QueueClient(connectionString, 'run-items').sendMessage(text);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , connectionString, spec] = process.argv;
  if (!connectionString || !spec) {
    console.error('usage: node tools/run/send.mjs CONNECTION-STRING SPEC\nSPEC is JSON such as {"command":["echo","hello"]}, or the name of a file that holds it.');
    process.exit(2);
  }
  try {
    const { messageId, insertedOn } = await send(connectionString, existsSync(spec) ? readFileSync(spec, 'utf8') : spec);
    console.log(`message ${messageId}, inserted ${insertedOn.toISOString()}`);
  } catch (error) {
    console.error(`Not sent: ${error.details?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
