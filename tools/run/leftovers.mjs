import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mark } from './processes.mjs';

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** When a process started, in units of the system; null when it is not there. A pid counts only together with this: pids come back. */
export function startOf(pid) {
  return processes().find((process) => process.pid === pid)?.start ?? null;
}

/** How many attempts of a data folder are running. */
export function countAttempts(data) {
  return processes().filter(({ command }) => command.includes(` attempt ${data}/`)).length;
}

/**
 * Ends whatever belongs to a data folder, wherever it went: attempts with all they started first get a chance to end by themselves.
 * On Linux a process is known by the environment it was started with, elsewhere by its command line; its session or group goes with it.
 */
export async function endAll(data, graceMilliseconds) {
  const until = Date.now() + graceMilliseconds;
  const asked = new Set();
  for (let members = membersOf(data); members.length > 0; members = membersOf(data)) {
    const patient = Date.now() < until;
    for (const { pid } of members.filter((member) => !patient || !asked.has(member.pid))) {
      asked.add(pid);
      send(pid, patient ? 'SIGTERM' : 'SIGKILL');
    }
    // A process that waits for a broken disk cannot be killed; nobody waits for it for ever.
    if (Date.now() > until + 10_000) throw new Error(`These processes cannot be ended: ${members.map(({ pid }) => pid).join(', ')}`);
    await pause(50);
  }
}

function membersOf(data) {
  const all = processes();
  const own = all.find(({ pid }) => pid === process.pid)?.session;
  const sessions = new Set(all.filter((one) => belongs(one, data)).map(({ session }) => session));
  return all.filter((one) => (sessions.has(one.session) && one.session !== own && one.session > 1) || (one.pid !== process.pid && belongs(one, data)));
}

function belongs({ command, environment }, data) {
  return environment
    ? environment.includes(`\0${mark}=${data}\0`) || environment.includes(`\0LAUNCH_RESULT_FILE=${data}/`)
    : [' attempt ', ' --location ', ' --ready-file '].some((option) => command.includes(`${option}${data}/`));
}

function processes() {
  return process.platform === 'linux' ? linuxProcesses() : otherProcesses();
}

function linuxProcesses() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in parentheses may itself hold blanks and parentheses. Field 3 is the state, 6 the session, 22 the start.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return [];
      return [{
        pid: Number(name),
        session: Number(fields[3]),
        start: fields[19],
        command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '),
        environment: `\0${readFileSync(`/proc/${name}/environ`, 'utf8')}`,
      }];
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return [];
    }
  });
}

function otherProcesses() {
  return execFileSync('ps', ['-axo', 'pid=,pgid=,lstart=,command='], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).split('\n').flatMap((line) => {
    const [, pid, session, start, command] = line.match(/^\s*(\d+)\s+(\d+)\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s(.*)$/) ?? [];
    return pid ? [{ pid: Number(pid), session: Number(session), start, command, environment: null }] : [];
  });
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
