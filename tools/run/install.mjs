import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complete } from './processes.mjs';
import { explainNpm } from './trouble.mjs';

/** Whether a folder's packages are those of its lock file. */
export function isInstalled(folder) {
  const stamp = join(folder, 'node_modules/.installed');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

/** Installs a folder's packages from its lock file, unless that very lock file was installed before. */
export async function install(folder, what) {
  if (isInstalled(folder)) return;
  await complete(`Installing ${what} (npm)`, 'npm', [
    'ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000',
  ], { explain: explainNpm });
  cpSync(join(folder, 'package-lock.json'), join(folder, 'node_modules/.installed'));
}

// node tools/run/install.mjs FOLDER WHAT
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , folder, what] = process.argv;
  install(resolve(folder), what).catch((error) => {
    console.error(`${error.details ? `${error.details}\n` : ''}${error.message}`);
    process.exitCode = 2;
  });
}
