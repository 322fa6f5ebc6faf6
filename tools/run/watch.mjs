/** Shows each new state of the launch that a message became, until it ends. */
export async function follow(api, message, say) {
  const submitted = message.insertedOn.getTime();
  for (let shown = 0, launch; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    launch ??= (await get(api, '/api/launches?limit=1')).items[0];
    if (!launch) continue;

    launch = await get(api, `/api/launches/${launch.id}`);
    for (const { at, state, reason_code: reason } of launch.history.slice(shown)) {
      say(`  ${((Date.parse(at) - submitted) / 1000).toFixed(1).padStart(6)} s  ${launch.id}  ${state}${reason ? ` (${reason})` : ''}`);
    }
    shown = launch.history.length;
    if (launch.ended_at) return launch;
  }
}

/** Shows what the launch printed, what went wrong, and its result. */
export async function showOutput(api, launch, say) {
  for (const problem of launch.problems) say(`  ${problem.pointer || '(whole message)'}: ${problem.message}`);
  if (launch.error && launch.problems.length === 0) say(`  ${launch.error.message}`);
  for (let after = '0', page; !page?.complete; after = page.next_after) {
    page = await get(api, `/api/launches/${launch.id}/logs?after=${after}`);
    for (const line of page.lines) say(`  ${line.stream === 'stderr' ? '!' : '|'} ${line.text}`);
  }
  if (launch.result) say(`  result: ${JSON.stringify(launch.result)}`);
}

async function get(api, path) {
  const answer = await fetch(api.url + path, { headers: { 'x-functions-key': api.key } });
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
