import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, start, until } from './processes.mjs';

/** Builds the app into a folder of its own, so that a second run can build while this one runs. */
export async function buildApp(root, folder) {
  await complete('The build', 'dotnet', [
    'publish', join(root, 'functions'), '-c', 'Debug', '-o', folder, '--nologo', '-v', 'quiet',
    '-nodeReuse:false', '-p:UseSharedCompilation=false',
  ]);
  return join(folder, 'LaunchAgent.Functions.dll');
}

/** Starts the app on a free port; answers where it listens and the function key that opens it. */
export async function startApp(assembly, connectionString, data) {
  const sample = JSON.parse(readFileSync(new URL('../../local.settings.sample.json', import.meta.url), 'utf8')).Values;
  const readyFile = join(data, 'ready.json');
  const app = start('The app', 'dotnet', [assembly], {
    cwd: data,
    env: {
      ...process.env,
      ...sample,
      AzureWebJobsStorage: connectionString,
      EMULATOR_READY_FILE: readyFile,
      EMULATOR_QUEUE_LOCK: '00:00:30',
      LAUNCH_PROCESS_ROOT: join(data, 'attempts'),
    },
  });
  return until('the app is up', app, () => existsSync(readyFile) && JSON.parse(readFileSync(readyFile, 'utf8')), 60);
}
