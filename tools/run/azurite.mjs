import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { allOrAny } from './ports.mjs';
import { start, stop, until } from './processes.mjs';
import { during } from './screen.mjs';

export const name = 'Azurite';

// The account and key that Azurite documents; they open nothing but an emulator.
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Starts Azurite with its data in a folder: on its usual ports if all are free, else on free ones. */
export const startAzurite = (root, data) => during('Starting the storage emulator Azurite', () => listenSomewhere(root, data));

async function listenSomewhere(root, data) {
  const usual = await allOrAny(10000, 10001, 10002);
  try {
    return await listen(root, data, usual);
  } catch (error) {
    if (!/EADDRINUSE/.test(error.details)) throw error;
    await stop(name);
    return listen(root, data, [0, 0, 0]);
  }
}

async function listen(root, data, [blob, queue, table]) {
  const folder = join(data, 'azurite');
  mkdirSync(folder, { recursive: true });
  const azurite = start(name, 'node', [
    join(root, 'tools/azurite/node_modules/azurite/dist/src/azurite.js'),
    '--location', folder, '--disableTelemetry', '--skipApiVersionCheck',
    '--blobPort', `${blob}`, '--queuePort', `${queue}`, '--tablePort', `${table}`,
  ], { log: join(data, 'azurite.log') });
  const ports = await until('it listened', azurite, () => readPorts(azurite.output()), 30);
  const endpoints = Object.entries(ports).map(([service, port]) =>
    `${service[0].toUpperCase()}${service.slice(1)}Endpoint=http://127.0.0.1:${port}/${account};`);
  return { ports, azurite, connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoints.join('')}` };
}

function readPorts(output) {
  const ports = {};
  for (const [, service, port] of output.matchAll(/Azurite (Blob|Queue|Table) service is successfully listening at http:\/\/127\.0\.0\.1:(\d+)/g)) {
    ports[service.toLowerCase()] = Number(port);
  }
  return Object.keys(ports).length === 3 ? ports : null;
}
