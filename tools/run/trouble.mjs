import { statfsSync } from 'node:fs';

/** Something the user can do something about: a sentence, and the exit code (2: nothing was started, 1: it went wrong on the way). */
export class Trouble extends Error {
  constructor(sentence, exitCode = 1, details = '') {
    super(sentence);
    this.exitCode = exitCode;
    this.details = details;
  }
}

const full = /\bENOSPC\b|No space left on device|not enough space on the disk/i;
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UNABLE_TO_GET_ISSUER|SELF_SIGNED/;
// Node says ENOENT of a folder that cannot be made on a read-only disk. Whole words: a stack of .NET says CreateServiceAccessor.
const denied = /\b(EACCES|EROFS|EPERM)\b|ENOENT: no such file or directory, mkdir|Read-only file system|Access to the path .* is denied|Permission denied/i;

const diskFull = 'The disk is full. Make room (a first run needs about 2 GB) and start again; "./run --wipe" deletes what earlier runs left.';
const notWritable = 'A file could not be written. The checkout and the package caches in your home folder must be writable; copy the repository to a folder of yours.';

/** What to do about a failed npm. */
export function explainNpm(output) {
  if (/spawn npm ENOENT/.test(output)) return 'it needs npm, which comes with Node.js, and found no "npm". Install Node.js 20 or later: https://nodejs.org';
  if (full.test(output)) return diskFull;
  if (unreachable.test(output)) return 'The npm registry could not be reached. The first run downloads packages: connect to the network, or tell npm your proxy or mirror ("npm config set registry …").';
  if (/\bE404\b|ETARGET/.test(output)) return 'The npm registry in use lacks a package. "npm config get registry" says which one it is; https://registry.npmjs.org has all.';
  if (/EINTEGRITY/.test(output)) return 'A downloaded package is not the one that was pinned. "npm cache clean --force" and start again; if it stays, the registry in use changes packages.';
  if (denied.test(output)) return notWritable;
  return 'npm could not install the packages; what it said is above.';
}

/** What to do about a failed restore or build. */
export function explainDotnet(output) {
  if (full.test(output)) return diskFull;
  if (/\bNU1301\b|\bNU1801\b|Unable to load the service index/.test(output)) return 'The NuGet source could not be reached. The first run downloads packages: connect to the network, or set a proxy (HTTPS_PROXY) or a mirror ("dotnet nuget list source").';
  if (/\bNU110[1-3]\b/.test(output)) return 'The NuGet source in use lacks a package. "dotnet nuget list source" says which one it is; https://api.nuget.org/v3/index.json has all.';
  if (/NETSDK1045|NETSDK1226|A compatible .NET SDK was not found/.test(output)) return 'The .NET SDK is too old. Install the .NET SDK 10: https://dotnet.microsoft.com/download';
  if (denied.test(output)) return notWritable;
  return 'The app could not be built; what the compiler said is above.';
}

/** What to do about what a process said of its file calls, or an error of this script's own; null for one that is none of these. */
export function explainFiles(text) {
  if (full.test(text)) return diskFull;
  if (denied.test(text)) return notWritable;
  return null;
}

/** Refuses to begin what a disk has no room for. */
export function needRoom(folder, megabytes) {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  if (free < megabytes) throw new Trouble(`the disk of ${folder} has ${free} MB free, and ${megabytes} MB are needed. Make room and start again; "./run --wipe" deletes what earlier runs left.`, 2);
}
