import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appIn, hostIn } from './build.mjs';
import { start } from './processes.mjs';

/** By this name a host is stopped, and spoken of. */
export const name = 'The app';

/** What a host that could not have its port says. */
export const portIsTaken = /address already in use/i;

/** The Functions host of this repository: docs/local-host.md. It says in a file when it is up, and when a new worker is. */
export class LocalHost {
  seconds = 120;
  #seen = null;

  constructor(build, data) {
    this.build = build;
    this.data = data;
    this.file = join(data, 'ready.json');
  }

  start(port, key, env) {
    rmSync(this.file, { force: true });
    this.#seen = null;
    return start(name, 'dotnet', [hostIn(this.build), '--app', appIn(this.build), '--port', `${port}`, '--ready-file', this.file], {
      cwd: this.data,
      log: join(this.data, 'app.log'),
      env: { ...env, ...(key && { LOCALHOST_FUNCTION_KEY: key }) },
      // It lets functions that run come to an end, for which it has ten seconds, and needs the worker for that.
      orderly: 12,
    });
  }

  /** What is up, when that is news; else null. */
  async look() {
    try {
      const { mtimeMs, ino } = statSync(this.file);
      if (this.#seen === `${mtimeMs} ${ino}`) return null;
      const { url, key, pid, worker_pid } = JSON.parse(readFileSync(this.file, 'utf8'));
      this.#seen = `${mtimeMs} ${ino}`;
      return { url, key, host_pid: pid, worker_pid };
    } catch {
      // Not written yet, or not to its end.
      return null;
    }
  }
}
