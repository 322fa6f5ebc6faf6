// Adds up the counters of the test runs in a folder and prints the line that ends every run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder).filter((name) => name.endsWith('.trx'))) {
  const text = readFileSync(join(folder, file), 'utf8');
  const counters = text.match(/<Counters ([^>]*)\/>/)?.[1] ?? '';
  const count = (name) => Number(counters.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  totals.passed += count('passed');
  totals.failed += count('executed') - count('passed');
  // A run that was broken off counts what had ended before; the test that hung, and those behind it, are in no counter.
  const outcome = text.match(/<ResultSummary outcome="(\w+)"/)?.[1];
  if (outcome !== 'Completed' && count('executed') === count('passed')) {
    console.log(`${file}: the run was broken off (${outcome ?? 'no summary'}); it counts as one more failure.`);
    totals.failed += 1;
  }

  totals.skipped += count('total') - count('executed');
}

console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.passed === 0 || totals.failed > 0 ? 1 : 0;
