import { get } from './api.mjs';
import { isStopping } from './processes.mjs';
import { send } from './send.mjs';
import { draw, isTerminal, say } from './screen.mjs';
import { differences } from './samples.mjs';
import { Trouble } from './trouble.mjs';

const pollMilliseconds = 250;
const patienceMilliseconds = 180_000;
const quietMilliseconds = 3000;

/** Submits samples as queue messages and shows them until all have ended. Answers whether each did as it should. */
export async function runSamples(app, connectionString, samples) {
  const known = new Set((await get(app, '/api/launches?limit=500')).items.map(({ id }) => id));
  const began = Date.now();
  const rows = [];
  for (const sample of samples) {
    const { messageId } = await send(connectionString, JSON.stringify(sample.spec));
    if (isStopping()) return false;
    say(`Submitted ${sample.file} as message ${messageId} on queue run-items`);
    rows.push({ ...sample, name: sample.spec.name, launch: null, shown: 0, line: '', after: '', attempt: 0, said: Date.now() });
  }

  say();
  while (!isStopping()) {
    await Promise.all(rows.filter(({ launch }) => !launch?.ended_at).map((row) => look(app, row, known)));
    if (isTerminal) draw(table(rows, began));
    else tell(rows, began);
    if (rows.every(({ launch }) => launch?.ended_at)) break;
    if (Date.now() - began > patienceMilliseconds) throw new Trouble(`not all samples had ended after ${patienceMilliseconds / 1000} s; app.log in the data folder says more.`);
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }

  if (isStopping()) return false;
  draw([]);
  if (isTerminal) for (const line of table(rows, began)) say(line);
  return summary(rows, began);
}

async function look(app, row, known) {
  if (!row.launch) {
    const found = (await get(app, '/api/launches?limit=500'))?.items.find(({ id, name }) => name === row.name && !known.has(id));
    if (!found) return;
    row.launch = found;
  }
  const launch = await get(app, `/api/launches/${row.launch.id}`);
  if (!launch) return;
  row.launch = launch;
  if (launch.attempt === 0) return;

  if (launch.attempt !== row.attempt) Object.assign(row, { attempt: launch.attempt, after: '', line: '' });
  const page = await get(app, `/api/launches/${launch.id}/logs?attempt=${launch.attempt}${row.after && `&after=${row.after}`}`);
  row.after = page?.next_after ?? row.after;
  row.line = page?.lines.at(-1)?.text ?? row.line;
}

function table(rows, began) {
  const widths = { name: Math.max(...rows.map(({ name }) => name.length)), state: 'awaiting_retry'.length };
  const line = (name, state, attempt, text) => `  ${name.padEnd(widths.name)}  ${state.padEnd(widths.state)}  ${attempt.padStart(7)}  ${text}`;
  return [
    line('launch', 'state', 'attempt', `last line of its output (${seconds(began)} s)`),
    ...rows.map(({ name, launch, line: last }) => line(name, launch?.state ?? 'submitted', launch?.attempt ? `${launch.attempt}` : '-', text(launch, last))),
  ];
}

function text(launch, line) {
  if (launch?.state === 'awaiting_retry' && launch.next_attempt_at) {
    return `next attempt in ${Math.max(0, (Date.parse(launch.next_attempt_at) - Date.now()) / 1000).toFixed(0)} s`;
  }
  return launch?.problems?.[0]?.message ?? line;
}

/** Plain lines: every new state, and now and then what a running one printed last. */
function tell(rows, began) {
  const news = [];
  for (const row of rows.filter(({ launch }) => launch?.history)) {
    const { history, state, ended_at: at } = row.launch;
    // What was never a launch has no history but its end.
    const states = history.length === 0 && at ? [{ at, state }] : history;
    news.push(...states.slice(row.shown).map((entry) => ({ ...entry, row })));
    row.shown = states.length;
  }
  for (const { at, state, row } of news.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    say(`  ${((Date.parse(at) - began) / 1000).toFixed(1).padStart(6)} s  ${row.name}  ${state}`);
    row.said = Date.now();
  }
  for (const row of rows) {
    if (row.launch?.state === 'running' && row.line && Date.now() - row.said > quietMilliseconds) {
      say(`  ${seconds(began).padStart(6)} s  ${row.name}  | ${row.line}`);
      row.said = Date.now();
    }
  }
}

function summary(rows, began) {
  say();
  let wrong = 0;
  for (const { name, file, launch, expected, line } of rows) {
    const attempts = launch.attempt === 1 ? '1 attempt' : `${launch.attempt} attempts`;
    say(`${name}: ${launch.state}${launch.attempt ? `, ${attempts}` : ''}`);
    for (const { number, error } of launch.attempts.filter(({ error }) => error)) say(`  attempt ${number}: ${error.message}`);
    for (const { pointer, message } of launch.problems) say(`  ${pointer || '(whole message)'}: ${message}`);
    if (line) say(`  | ${line}`);
    if (launch.result) say(`  result ${JSON.stringify(launch.result)}`);
    const differing = differences(expected, launch);
    if (differing.length > 0) {
      wrong++;
      say(`  NOT AS IT SHOULD BE: ${differing.join('; ')} (${file}, launch ${launch.id})`);
    }
  }
  say();
  say(wrong === 0 ? `All ${rows.length} samples ended as they should, in ${seconds(began)} s.` : `${wrong} of ${rows.length} samples did not end as they should.`);
  return wrong === 0;
}

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
