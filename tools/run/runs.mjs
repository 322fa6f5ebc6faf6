import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endAll, startOf } from './leftovers.mjs';
import { say } from './screen.mjs';
import { Trouble } from './trouble.mjs';

/** Notes of who runs with which folders: `.data/runs/<pid>.json`. */
export class Runs {
  constructor(home) {
    this.home = home;
    this.folder = join(home, 'runs');
    this.own = join(this.folder, `${process.pid}.json`);
  }

  /** Notes this run. Refuses a data folder that another one uses. */
  enter(data) {
    const other = this.all().find((run) => run.live && run.data === data && run.pid !== process.pid);
    if (other) throw new Trouble(`${data} is in use by the ./run with process id ${other.pid}. Stop that one, or take another folder.`, 2);
    mkdirSync(this.folder, { recursive: true });
    this.note({ data });
  }

  /** Notes more of this run, by rename: a reader never sees half of it. */
  note(more) {
    this.current = { ...this.current, ...more, pid: process.pid, start: startOf(process.pid) };
    writeFileSync(`${this.own}.new`, JSON.stringify(this.current));
    renameSync(`${this.own}.new`, this.own);
  }

  leave() {
    rmSync(this.own, { force: true });
  }

  all() {
    return list(this.folder).filter((name) => name.endsWith('.json')).flatMap((name) => {
      const file = join(this.folder, name);
      try {
        const run = JSON.parse(readFileSync(file, 'utf8'));
        return [{ ...run, file, live: isLive(run) }];
      } catch {
        return [];
      }
    });
  }

  /** Ends what runs left behind that were killed themselves. */
  async endDead() {
    for (const run of this.all().filter(({ live }) => !live)) {
      await endAll(run.data, 2000);
      rmSync(run.file, { force: true });
    }
  }

  /** Deletes builds that no live run uses or is making. */
  forgetBuilds() {
    const live = this.all().filter((run) => run.live);
    for (const name of list(join(this.home, 'app'))) {
      const build = join(this.home, 'app', name);
      if (!live.some(({ app, pid }) => app === build || name.endsWith(`.${pid}`))) rmSync(build, { recursive: true, force: true });
    }
  }

  /** Deletes all that live runs do not use. */
  async wipe() {
    await this.endDead();
    const live = this.all().filter((run) => run.live && run.pid !== process.pid);
    for (const { pid, data } of live) say(`Left alone: ${data}, which the ./run with process id ${pid} uses.`);
    const used = new Set(live.map(({ data }) => data));
    let count = 0;
    for (const name of list(this.home).filter((one) => /^run-\d+$/.test(one))) {
      const data = join(this.home, name);
      if (used.has(data)) continue;
      rmSync(data, { recursive: true, force: true });
      count++;
    }
    this.forgetBuilds();
    for (const folder of [join(this.home, 'app'), this.folder, this.home]) removeIfEmpty(folder);
    say(`Deleted what ${count} earlier ${count === 1 ? 'run' : 'runs'} left in ${this.home}, and the builds there that nobody uses. Folders given with --data are yours.`);
  }
}

/** Whether the process that wrote a note is still there. */
export function isLive(note) {
  return Boolean(note?.pid) && startOf(note.pid) === note.start;
}

function removeIfEmpty(folder) {
  if (existsSync(folder) && list(folder).length === 0) rmdirSync(folder);
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
