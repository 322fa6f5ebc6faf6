import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { complete } from './processes.mjs';
import { during } from './screen.mjs';
import { explainDotnet, Trouble } from './trouble.mjs';

/** A build's folders, and the project of each. */
const projects = { functions: 'functions', localhost: 'tools/localhost' };
const sources = [
  'src', ...Object.values(projects), 'Directory.Build.props', 'Directory.Packages.props', 'global.json', 'host.json',
  'NuGet.config', 'NuGet.Config', 'nuget.config',
];
// Build servers outlive a script, hold files and count as left-over processes.
const quiet = ['-v', 'quiet', '-nodeReuse:false', '-p:UseSharedCompilation=false'];

/** The version of the .NET SDK that builds here. */
export async function findSdk(root) {
  try {
    return (await complete(null, 'dotnet', ['--version'], { cwd: root })).trim();
  } catch (error) {
    if (/ENOENT/.test(error.message)) throw new Trouble('it needs the .NET SDK 10, and found no "dotnet". Install it: https://dotnet.microsoft.com/download', 2);
    const has = await complete(null, 'dotnet', ['--list-sdks'], { cwd: root }).catch(() => '');
    const versions = has.trim().split('\n').map((line) => line.split(' ')[0]).filter(Boolean);
    throw new Trouble(`it needs the .NET SDK 10; this machine has ${versions.join(', ') || 'no SDK'}. Install it: https://dotnet.microsoft.com/download`, 2, error.details);
  }
}

/** The folder of the build of these very sources. */
export function buildFolder(root, home, sdk) {
  const hash = createHash('sha256').update(sdk);
  for (const file of sources.flatMap((source) => filesBelow(join(root, source)))) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  return join(home, 'app', hash.digest('hex').slice(0, 16));
}

/** In a build: the function app, as any Functions host takes it. */
export const appIn = (folder) => join(folder, 'functions');

/** In a build: the local Functions host. */
export const hostIn = (folder) => join(folder, 'localhost/LaunchAgent.LocalHost.dll');

export const isBuilt = (folder) => existsSync(join(appIn(folder), 'LaunchAgent.Functions.dll')) && existsSync(hostIn(folder));

/** Restores and builds into a folder of its own: a build that runs is never changed, and the same sources are built once. */
export async function build(root, folder) {
  const dotnet = (verb, project, ...more) =>
    complete(null, 'dotnet', [verb, join(root, project), ...quiet, ...more], { cwd: root, explain: explainDotnet });
  await during('Restoring packages (NuGet)', () => all(Object.values(projects).map((project) => dotnet('restore', project))));
  const unfinished = `${folder}.${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    await during('Building the app and its local host', () => all(Object.entries(projects).map(([part, project]) =>
      dotnet('publish', project, '--nologo', '-c', 'Debug', '--no-restore', '-p:ShimInPublish=PreserveNewest', '-o', join(unfinished, part)))));
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Waits for all of them, also when one fails: none may still write where things are tidied up. */
async function all(promises) {
  const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

function filesBelow(path) {
  const entries = readEntries(path);
  if (entries === null) return existsSync(path) ? [path] : [];
  return entries
    .filter((entry) => entry.name !== 'bin' && entry.name !== 'obj')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

function readEntries(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return null;
    throw error;
  }
}
