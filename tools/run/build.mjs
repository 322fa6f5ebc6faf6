import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { complete } from './processes.mjs';
import { explainDotnet, Trouble } from './trouble.mjs';

const library = 'LaunchAgent.Functions.dll';
const sources = [
  'contracts', 'emulator', 'functions', 'Directory.Build.props', 'Directory.Packages.props', 'global.json', 'host.json',
  'NuGet.config', 'NuGet.Config', 'nuget.config',
];
// Build servers outlive a script, hold files and count as left-over processes.
const quiet = ['--nologo', '-v', 'quiet', '-nodeReuse:false', '-p:UseSharedCompilation=false', '-p:FunctionsRuntime=Emulator'];

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

export const isBuilt = (folder) => existsSync(join(folder, library));

export const libraryIn = (folder) => join(folder, library);

/** Restores and builds into a folder of its own: a build that runs is never changed, and the same sources are built once. */
export async function build(root, folder) {
  const explain = explainDotnet;
  const project = join(root, 'functions');
  await complete('Restoring packages (NuGet)', 'dotnet', ['restore', project, ...quiet.slice(1)], { cwd: root, explain });
  const unfinished = `${folder}.${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    await complete('Building the app', 'dotnet', ['publish', project, '-c', 'Debug', '--no-restore', '-o', unfinished, ...quiet], { cwd: root, explain });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
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
