import { Trouble } from './trouble.mjs';

/** GET of a path of the API. Answers null while the app is away: it is being started again. */
export async function get(app, path) {
  let answer;
  try {
    answer = await fetch(app.url + path, { headers: { 'x-functions-key': app.key }, signal: AbortSignal.timeout(30_000) });
  } catch {
    return null;
  }
  if (answer.status === 503) return null;
  if (!answer.ok) throw new Trouble(`GET ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
