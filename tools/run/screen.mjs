const out = process.stdout;
let block = [];
let gone = false;

/** Whether lines can be drawn again in place. */
export const isTerminal = Boolean(out.isTTY) && process.env.TERM !== 'dumb';

/** Calls back once when nobody can read the output any more: a closed terminal, a closed pipe. */
export function onGone(callback) {
  for (const stream of [out, process.stderr]) {
    stream.on('error', () => {
      if (!gone) callback();
      gone = true;
    });
  }
}

/** A line that stays. */
export function say(text = '') {
  write(`${erase()}${text}\n`);
  if (block.length > 0) write(`${block.join('\n')}\n`);
}

/** Lines at the bottom that the next call replaces; on anything but a terminal they are not shown. */
export function draw(lines) {
  if (!isTerminal) return;
  const before = erase();
  const width = (out.columns || 80) - 1;
  block = lines.map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  write(before + block.map((line) => `${line}\n`).join(''));
}

/** Shows that something goes on, at least every five seconds, and how long it took. */
export async function during(title, work) {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`;
  if (isTerminal) draw([`${title} …`]);
  else say(`${title} …`);
  const pulse = setInterval(() => {
    if (isTerminal) draw([`${title} … ${seconds()}`]);
    else say(`  … ${seconds()}`);
  }, isTerminal ? 1000 : 5000);
  try {
    const answer = await work();
    if (isTerminal && block.length > 0) {
      draw([]);
      say(`${title}: ${seconds()}`);
    }
    return answer;
  } finally {
    clearInterval(pulse);
    draw([]);
  }
}

function erase() {
  return block.length > 0 && isTerminal ? `\x1b[${block.length}A\x1b[0J` : '';
}

function write(text) {
  if (!gone && text) out.write(text);
}
