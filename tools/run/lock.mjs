import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startOf } from './leftovers.mjs';
import { isStopping } from './processes.mjs';
import { isLive } from './runs.mjs';
import { say } from './screen.mjs';
import { Trouble } from './trouble.mjs';

/** Does something while no other ./run of this checkout does: two builds, or two installations, would spoil each other's files. */
export async function alone(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let said = false; !tryTake(file); await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (isStopping()) throw new Trouble('it is being stopped');
    if (!said && isLive(read(file))) {
      say('Another ./run installs packages or builds; waiting for it …');
      said = true;
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryTake(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }

  const owner = read(file);
  if (owner === null || isLive(owner)) return false;
  // Its owner was killed. Renamed first and read again, because another one may have taken it over just now.
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = read(aside);
  if (moved !== null && isLive(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
  return false;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8') || '{}');
  } catch {
    return null;
  }
}
