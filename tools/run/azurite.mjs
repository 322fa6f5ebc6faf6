import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { start, until } from './processes.mjs';

// The account and key that Azurite documents; they open nothing but an emulator.
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Starts Azurite on free ports, with its data in a folder. */
export async function startAzurite(root, folder) {
  mkdirSync(folder, { recursive: true });
  const azurite = start('Azurite', 'node', [
    join(root, 'tools/azurite/node_modules/azurite/dist/src/azurite.js'),
    '--location', folder, '--disableTelemetry', '--skipApiVersionCheck',
    '--blobPort', '0', '--queuePort', '0', '--tablePort', '0',
  ]);
  const ports = await until('Azurite listens', azurite, () => readPorts(azurite.output()), 30);
  const endpoints = Object.entries(ports).map(([service, port]) =>
    `${service[0].toUpperCase()}${service.slice(1)}Endpoint=http://127.0.0.1:${port}/${account};`);
  return { ports, connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoints.join('')}` };
}

function readPorts(output) {
  const ports = {};
  for (const [, service, port] of output.matchAll(/Azurite (Blob|Queue|Table) service.*http:\/\/127\.0\.0\.1:(\d+)/g)) {
    ports[service.toLowerCase()] = Number(port);
  }
  return Object.keys(ports).length === 3 ? ports : null;
}
